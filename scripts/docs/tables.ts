/** A table of Markdown. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.join(' | ')} |`).join('\n');
}

export const sum = (amounts: readonly number[]) => amounts.reduce((total, each) => total + each, 0);

export const usd = (amount: number) => (amount > 0 && amount < 0.005 ? 'under 0.01' : amount.toFixed(2));

/** Cents, and what there is besides. */
export const exact = (amount: number) => (Number(amount.toFixed(2)) === amount ? amount.toFixed(2) : String(amount));
