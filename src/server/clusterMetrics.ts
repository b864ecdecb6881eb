import cluster, { type Worker } from 'node:cluster';
import { randomUUID } from 'node:crypto';
import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue, type Registry } from 'prom-client';

type Measured = MetricObjectWithValues<MetricValue<string>>[];

/** What the processes of a machine say to each other about their measurements. */
type Message =
  | { sluice: 'scrape'; id: string }
  | { sluice: 'measure'; id: string }
  | { sluice: 'measured'; id: string; metrics: Measured }
  | { sluice: 'scraped'; id: string; text: string };

/** How long workers have to answer, in milliseconds. One that starts just now does not. */
const answerMs = 2_000;

const isMessage = (message: unknown): message is Message => typeof message === 'object' && message !== null && 'sluice' in message;

/**
 * In the process that runs the workers: answers a worker that is scraped with the measurements of all of them. Counters of workers that died
 * keep counting with what was last known of them, or the sums would fall.
 */
export function answerScrapes(): void {
  const known = new Map<number, Measured>();
  let ended: Measured = [];
  const gathering = new Map<string, (worker: Worker, metrics: Measured) => void>();

  async function gather(id: string): Promise<Measured[]> {
    const waiting = new Set(Object.values(cluster.workers ?? {}).filter((worker) => worker?.isConnected()));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, answerMs);
      gathering.set(id, (worker, metrics) => {
        known.set(worker.id, metrics);
        waiting.delete(worker);
        if (waiting.size > 0) return;
        clearTimeout(timer);
        resolve();
      });
      for (const worker of waiting) worker?.send({ sluice: 'measure', id } satisfies Message);
    });
    gathering.delete(id);
    return [...known.values(), ended];
  }

  async function answer(worker: Worker, id: string): Promise<void> {
    const text = await AggregatorRegistry.aggregate(await gather(id)).metrics();
    if (worker.isConnected()) worker.send({ sluice: 'scraped', id, text } satisfies Message);
  }

  cluster.on('message', (worker, message: unknown) => {
    if (!isMessage(message)) return;
    if (message.sluice === 'scrape') void answer(worker, message.id);
    if (message.sluice === 'measured') gathering.get(message.id)?.(worker, message.metrics);
  });
  cluster.on('exit', ({ id }) => {
    const last = known.get(id)?.filter(({ type }) => ['counter', 'histogram'].includes(String(type))) ?? [];
    known.delete(id);
    void AggregatorRegistry.aggregate([ended, last])
      .getMetricsAsJSON()
      .then((sums) => (ended = sums as Measured));
  });
}

/** Returns a function that resolves to the text of all measurements: of this process, or, in a worker, of all workers of the machine. */
export function createScrape(registry: Registry): () => Promise<string> {
  const { worker } = cluster;
  if (!worker) return () => registry.metrics();
  const scrapes = new Map<string, (text: string) => void>();
  worker.on('message', (message: unknown) => {
    if (!isMessage(message)) return;
    if (message.sluice === 'scraped') scrapes.get(message.id)?.(message.text);
    if (message.sluice !== 'measure') return;
    const { id } = message;
    void registry.getMetricsAsJSON().then((metrics) => worker.send({ sluice: 'measured', id, metrics } satisfies Message));
  });
  return () =>
    new Promise((resolve) => {
      const id = randomUUID();
      const timer = setTimeout(() => scrapes.get(id)?.(''), answerMs * 2);
      scrapes.set(id, (text) => {
        clearTimeout(timer);
        scrapes.delete(id);
        resolve(text || registry.metrics());
      });
      worker.send({ sluice: 'scrape', id } satisfies Message);
    });
}
