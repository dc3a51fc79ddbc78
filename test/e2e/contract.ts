import { verdictOnMoto, Verdict } from '../support/ec2/contract/verdict';
import { worldAt } from '../support/ec2/contract/worlds';
import { CLAUSES } from '../support/ec2/ec2.contract';
import { Moto } from '../support/emulators/moto';

export type ContractResult = Verdict;

/** What EC2 promises, promise by promise, on moto: that it keeps what it should, and still does something else where the contract says so. */
export async function contractAgainstMoto(python: string): Promise<ContractResult[]> {
  const moto = await Moto.start(python);
  const world = worldAt({
    url: moto.url,
    headers: account => ({ 'x-moto-account-id': account }),
    now: () => Date.now(),
    settled: async () => undefined,
  });
  try {
    const results: ContractResult[] = [];
    for (const clause of CLAUSES) {
      await moto.reset();
      results.push(verdictOnMoto(clause, await clause.run(world).then(() => undefined, (error: Error) => error)));
    }
    return results;
  } finally {
    world.close();
    await moto.stop();
  }
}
