import { allowSecure } from '../../src/outbound/allowHost';

describe('allowSecure', () => {
  it.each([
    ['https://crm.example/hook', 'PUBLIC'],
    ['https://intranet.example/hook', 'ANYWHERE'],
    ['http://intranet.example/hook', 'ANYWHERE'],
    ['http://10.0.0.7:8080/hook', 'ANYWHERE'],
    ['http://10.0.0.7/hook', undefined],
    ['http://crm.example/hook', undefined],
    ['http://intranet.example.crm.example/hook', undefined],
    ['https://ann:secret@crm.example', undefined],
    ['ftp://crm.example', undefined],
    ['/hook', undefined],
  ])('gives %s the reach %s', (url, reach) => {
    expect(allowSecure(url, ['intranet.example', '10.0.0.7:8080'])?.reach).toBe(reach);
  });
});
