/** What is seen in the end. Fails when nothing is seen within half a minute. */
export async function eventually<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (const until = Date.now() + 30_000; Date.now() < until; await new Promise(resolve => setTimeout(resolve, 100))) {
    const seen = await look();
    if (seen !== undefined) return seen;
  }
  throw new Error('it did not happen within half a minute');
}
