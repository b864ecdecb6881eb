import type { TestServer } from './startTestServer';
import { until } from './until';

/** The entries that `act`, which makes so many, leaves in the log of deliveries, in their order, and no more than these. */
export async function deliveriesOf({ db }: Pick<TestServer, 'db'>, count: number, act: () => Promise<unknown>) {
  const { delivery } = db.prisma;
  const { id: last } = (await delivery.findFirst({ orderBy: { id: 'desc' } })) ?? { id: 0n };
  await act();
  const find = () =>
    delivery.findMany({ where: { id: { gt: last } }, orderBy: { id: 'asc' }, include: { requests: { orderBy: { requestId: 'asc' } } } });
  await until(async () => (await find()).length >= count);
  return find();
}
