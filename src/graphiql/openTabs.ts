import { tabs } from './tabs';

/**
 * The script that runs in the browser before GraphiQL does, and writes what GraphiQL reads when it starts: on a first visit our tabs,
 * later those that were open. An address with `query` (and `variables`), as in the links of our mails, opens in front of them. The library's own
 * way loses the variables and adds an empty tab at each visit.
 */
export const openTabs = `
(() => {
  const stored = { tabs: 'graphiql:tabState', query: 'graphiql:query', variables: 'graphiql:variables', headers: 'graphiql:headers' };
  const titleOf = (query) => /^(?!#).*(?:query|subscription|mutation)\\s+(\\w+)/m.exec(query)?.[1] ?? null;
  const tabOf = ({ query, variables }) => {
    const name = titleOf(query);
    return { id: Math.random().toString(36).slice(2), title: name ?? '<untitled>', query, variables, headers: null, operationName: name, response: null };
  };

  function readTabs() {
    try {
      const state = JSON.parse(localStorage.getItem(stored.tabs));
      if (state.tabs.length > 0 && state.tabs[state.activeTabIndex]) return state;
    } catch {
      // Nothing was kept, or nothing of ours.
    }
    return { activeTabIndex: 0, tabs: ${JSON.stringify(tabs)}.map(tabOf) };
  }

  function openLink(state) {
    const link = new URL(location.href);
    const query = link.searchParams.get('query');
    if (query === null) return;
    const variables = link.searchParams.get('variables');
    const at = state.tabs.findIndex((tab) => tab.query === query && (tab.variables || null) === (variables || null));
    if (at < 0) state.tabs.unshift(tabOf({ query, variables }));
    state.activeTabIndex = Math.max(at, 0);
    history.replaceState({}, '', link.pathname);
  }

  const state = readTabs();
  openLink(state);
  // From here on the address stays: GraphiQL would write into it all that is typed, passwords included.
  history.replaceState = () => undefined;
  try {
    localStorage.removeItem(stored.headers);
    localStorage.setItem(stored.tabs, JSON.stringify(state));
    const { query, variables } = state.tabs[state.activeTabIndex];
    localStorage.setItem(stored.query, query ?? '');
    localStorage.setItem(stored.variables, variables ?? '');
  } catch {
    // A browser that keeps nothing for pages: GraphiQL opens with an empty tab.
  }
})();
`;

/** Its tabs move when they are pressed, by places of theirs that are out of date: the mouse is let go beside them, and nothing opens. */
export const tabStyle = '.graphiql-tab { transform: none !important; }';
