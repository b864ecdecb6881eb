/** The server cannot start for a reason outside of it, which the message tells together with what to do: print it without a stack. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}

/** A setting leads to something that cannot be used as it is. The message names the variable. */
export class SettingError extends StartError {
  override readonly name = 'SettingError';
}
