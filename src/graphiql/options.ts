import type { GraphiQLOptions } from 'graphql-yoga';

/** A gate that is half open, and the water below it. */
const logo =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" width="28" height="28" fill="none" stroke-width="3" stroke-linecap="round">' +
  '<path d="M4 3v26M28 3v26" stroke="#334155"/><path d="M10 4h12v10H10z" fill="#0d9488" stroke="#0d9488" stroke-linejoin="round"/>' +
  '<path d="M9 21q3.5-3.5 7 0t7 0M9 27q3.5-3.5 7 0t7 0" stroke="#0ea5e9"/></svg>';

/** GraphiQL as an administrator finds it. Nothing of it comes from elsewhere; it sends its queries to the path that it was loaded from. */
export const options: GraphiQLOptions & { defaultEditorToolsVisibility: 'variables' } = {
  title: 'Sluice',
  logo,
  favicon: `data:image/svg+xml,${encodeURIComponent(logo)}`,
  // Headers hold tokens and passwords.
  shouldPersistHeaders: false,
  defaultEditorToolsVisibility: 'variables',
  // Else a browser that keeps nothing shows the greeting of the library; what others open with comes from `openTabs`.
  defaultQuery: '',
};
