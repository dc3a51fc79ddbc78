/** Thrown where something was stopped by its user, and has not come to its end. */
export class Stopped extends Error {
  constructor() {
    super('stopped');
  }
}

/** What the promise comes to, unless the signal comes first. */
export async function unlessStopped<T>(stop: AbortSignal, promise: Promise<T>): Promise<T> {
  let forget = () => {};
  const stopped = new Promise<never>((_, reject) => {
    const refuse = () => reject(new Stopped());
    if (stop.aborted) return refuse();
    stop.addEventListener('abort', refuse);
    forget = () => stop.removeEventListener('abort', refuse);
  });
  try {
    return await Promise.race([promise, stopped]);
  } finally {
    forget();
  }
}
