import fc from 'fast-check';
import { createLayouts } from '../../src/modules/process/drawDiagram';
import type { Diagram } from '../../src/diagram/diagram';
import { drawSvg } from '../../src/diagram/drawSvg';
import { layOut } from '../../src/diagram/layOut';
import { toDiagram } from '../../src/diagram/toDiagram';
import { definitionOf, user } from './kit';
import { findAll, parseXml } from './parseXml';

const titled = (xml: string) =>
  findAll(parseXml(xml), 'g').flatMap(({ children }) => (children[0]?.name === 'title' ? [children[0].text] : []));

const shape = (name: string): Diagram['shapes'][number] => ({
  kind: 'ACTIVITY',
  name,
  about: ['Workers'],
  manual: true,
  mark: 'OPEN',
  state: '1 open',
});

describe('drawSvg', () => {
  it('draws everything, for a reader of the screen as well', async () => {
    const definition = definitionOf({
      start: 'A',
      activities: [user('A'), user('B')],
      transitions: [
        { from: 'A', to: 'B', when: '1 < 2' },
        { from: 'B', to: 'B', on: 'CANCEL' },
      ],
    });
    const progress = {
      title: 'Request 7: open',
      activities: new Map([
        ['A', { open: 0, done: 2, cancelled: 0, failed: 0 }],
        ['B', { open: 1, done: 0, cancelled: 0, failed: 0 }],
      ]),
      transitions: new Map([[0, 2]]),
    };
    const xml = await drawSvg(toDiagram(definition, { progress }), layOut);
    const svg = parseXml(xml);
    expect({
      role: svg.attributes['role'],
      first: svg.children.slice(0, 2).map(({ name }) => name),
      title: svg.children[0]?.text,
      titles: titled(xml),
      written: findAll(svg, 'text').map(({ text }) => text),
    }).toEqual({
      role: 'img',
      first: ['title', 'desc'],
      title: 'Request 7: open · FLOW, version 1',
      titles: [
        'From A to B: 1 < 2; taken 2 times',
        'From B to B: on cancel; not taken',
        'From Start to A: taken once',
        'From A to End: otherwise',
        'From B to End',
        'A (Workers): done 2×',
        'B (Workers): 1 open',
        'Start',
        'End',
        'End',
      ],
      written: [
        'Request 7: open · FLOW, version 1',
        ...['1 < 2', 'taken 2×', 'on cancel', 'otherwise'],
        ...['A', 'Workers', 'done 2×', 'B', 'Workers', '1 open', 'Start', 'End', 'End'],
      ],
    });
  });

  it.each([
    ['markup', '</text><script>alert(1)</script>'],
    ['an entity', '&amp; &bogus; &#0;'],
    ['quotes', `"'" onload="alert(1)`],
    ['the end of CDATA', 'a ]]> b'],
    ['characters that XML does not know', 'a\u0000b\u0008c\ufffe\ud800'],
    ['letters of other scripts', 'Größe 審査 تحقق Ελληνικά'],
    ['characters beyond the BMP', '𝒳 🧾 𠮷'],
    ['a very long word', 'x'.repeat(10_000)],
    ['white space alone', ' \t\n '],
  ])('is well-formed and says what it was given with %s', async (_, text) => {
    const shapes = [{ ...shape(text), about: [text] }, shape('B')];
    const xml = await drawSvg({ title: text, shapes, arrows: [{ from: 0, to: 1, label: text, taken: 1 }] }, layOut);
    const { children } = parseXml(xml);
    const known = text.replace(/[\0\b\ufffe\ud800](?![\udc00-\udfff])/g, '\ufffd');
    expect([children[0]?.text, findAll(parseXml(xml), 'script')]).toEqual([known, []]);
  });

  it('holds nothing that a page would run, load or mix up', async () => {
    const xml = await drawSvg({ title: 'T', shapes: [shape('A')], arrows: [{ from: 0, to: 0, label: 'x', taken: 1 }] }, layOut);
    expect(xml).not.toMatch(/href|url\(|\bid=|\bclass=|<style|<script|\son\w+=/);
  });

  it('never lays one box over another, and keeps all inside', async () => {
    const name = (n: number) => `Activity ${n} ${'of some length '.repeat(n % 4)}x`.slice(0, 64);
    const flows = fc.integer({ min: 1, max: 14 }).chain((size) =>
      fc
        .array(fc.tuple(fc.nat(size - 1), fc.nat(size - 1), fc.constantFrom('COMPLETE', 'CANCEL', 'ERROR')), { maxLength: 24 })
        .map((pairs) => ({
          start: name(0),
          activities: Array.from({ length: size }, (_, n) => user(name(n))),
          transitions: [
            ...Array.from({ length: size - 1 }, (_, n) => ({ from: name(n), to: name(n + 1) })),
            ...pairs.map(([from, to, on]) => ({ from: name(from), to: name(to), on, when: 'data.TEXT = "a longer condition"' })),
          ],
        })),
    );
    await fc.assert(
      fc.asyncProperty(flows, async (flow) => {
        const svg = parseXml(await drawSvg(toDiagram(definitionOf(flow)), layOut));
        const [width, height] = [Number(svg.attributes['width']), Number(svg.attributes['height'])];
        const boxes = findAll(svg, 'rect')
          .slice(1)
          .filter(({ attributes }) => attributes['stroke'])
          .map(({ attributes }) => ['x', 'y', 'width', 'height'].map((key) => Number(attributes[key])) as [number, number, number, number]);
        const overlapping = boxes.filter(([x, y, w, h], n) =>
          boxes.slice(n + 1).some(([x2, y2, w2, h2]) => x < x2 + w2 && x2 < x + w && y < y2 + h2 && y2 < y + h),
        );
        const outside = boxes.filter(([x, y, w, h]) => x < 0 || y < 0 || x + w > width || y + h > height);
        expect([overlapping, outside]).toEqual([[], []]);
      }),
      { numRuns: 15 },
    );
  });
});

describe('createLayouts', () => {
  const node = { width: 10, height: 10 };

  it('works out the same graph once, and forgets the one that was not asked for longest', async () => {
    const layouts = createLayouts(2);
    const [a, b, c] = [[node], [node, node], [node, node, node]].map((nodes) => ({ nodes, edges: [] }));
    const first = await layouts(a!);
    await layouts(b!);
    const again = await layouts(structuredClone(a!));
    await layouts(c!);
    expect([again === first, (await layouts(a!)) === first, (await layouts(b!)) === first]).toEqual([true, true, false]);
  });

  it('refuses a graph that takes too long, and others still come out', async () => {
    const layouts = createLayouts(2, 500);
    const nodes = Array.from({ length: 1_000 }, () => node);
    const edges = Array.from({ length: 5_000 }, (_, n) => ({ from: (n * 7919) % 1_000, to: (n * 104_729) % 1_000, width: 50, height: 20 }));
    const [large, small] = await Promise.allSettled([layouts({ nodes, edges }), layouts({ nodes: [node], edges: [] })]);
    expect([large.status === 'rejected' && large.reason, small.status]).toEqual([
      expect.objectContaining({ refusal: 'DIAGRAM_TOO_LARGE' }),
      'fulfilled',
    ]);
  });
});
