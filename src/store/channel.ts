/** The channel of PostgreSQL on which commits tell which requests they changed: their numbers, between commas. */
export const channel = 'sluice_changed';
