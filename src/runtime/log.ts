/** One JSON line per decision. Only what the caller names is written: never an event, a response URL or a property. */
export type Log = (line: Readonly<Record<string, unknown>>) => void;

export const logToConsole: Log = line => console.log(JSON.stringify(line));
