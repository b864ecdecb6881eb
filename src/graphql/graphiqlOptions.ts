import type { GraphiQLOptions } from 'graphql-yoga';
import { graphiqlTabs } from './graphiqlTabs';

/** A gate that is half open, and the water below it. */
const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="28" height="28" fill="none" stroke-width="3" stroke-linecap="round">' +
  '<path d="M4 3v26M28 3v26" stroke="#334155"/><path d="M10 4h12v10H10z" fill="#0d9488" stroke="#0d9488" stroke-linejoin="round"/>' +
  '<path d="M9 21q3.5-3.5 7 0t7 0M9 27q3.5-3.5 7 0t7 0" stroke="#0ea5e9"/></svg>';

/** GraphiQL as an admin finds it. Nothing of it comes from elsewhere. */
export const graphiqlOptions: GraphiQLOptions = {
  title: 'Sluice',
  logo,
  favicon: `data:image/svg+xml,${encodeURIComponent(logo)}`,
  defaultTabs: graphiqlTabs.map((query) => ({ query })),
};
