import { Alarm } from './ports';

/** An alarm by the real clock. */
export function setAlarm(milliseconds: number): Alarm {
  let timer: NodeJS.Timeout | undefined;
  const rings = new Promise<void>(resolve => { timer = setTimeout(resolve, milliseconds); });
  return { rings, cancel: () => clearTimeout(timer) };
}
