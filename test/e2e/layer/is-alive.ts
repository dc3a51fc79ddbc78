export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Waits some seconds for a process to end. */
export async function hasEnded(pid: number): Promise<boolean> {
  for (const until = Date.now() + 5_000; isAlive(pid) && Date.now() < until;) await new Promise(resolve => setTimeout(resolve, 50));
  return !isAlive(pid);
}
