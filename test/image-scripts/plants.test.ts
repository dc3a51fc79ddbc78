import { PLANTS } from './plants';
import { Outcome, Tree } from './tree';

const finding = ({ kind, path, found = path }: typeof PLANTS[number]) => `[${kind}] ${found}`;

describe('secrets in a root of files', () => {
  const tree = new Tree();
  let before: Outcome;
  let after: Outcome;

  beforeAll(() => {
    tree.write('/etc/passwd', `${tree.text('/etc/passwd')}service:x:900:900::/var/lib/service:/sbin/nologin\n`);
    for (const { path, text } of PLANTS) tree.write(path, text);
    before = tree.verify();
    expect(tree.sanitize()).toMatchObject({ status: 0 });
    after = tree.verify();
  }, 120_000);

  afterAll(() => tree.remove());

  test.each(PLANTS.map(plant => [plant.what, plant] as const))('%s is found', (_what, plant) => {
    expect(before.findings).toContain(finding(plant));
  });

  test('nothing else is found', () => {
    expect([...before.findings].sort()).toEqual(PLANTS.map(finding).sort());
    expect(before.status).toBe(1);
  });

  test.each(PLANTS.map(plant => [plant.what, plant] as const))('%s is removed, or stays for its owner to decide', (_what, plant) => {
    expect(after.findings.includes(finding(plant))).toBe(plant.stays ?? false);
  });

  test('what stays is untouched', () => {
    for (const { path, text } of PLANTS.filter(plant => plant.stays)) expect(tree.text(path)).toBe(text);
  });

  test('no text of a secret is printed', () => {
    for (const { text } of PLANTS) {
      for (const line of text.split('\n').filter(each => each.length > 8)) {
        expect(before.output).not.toContain(line.trim());
      }
    }
  });

  test('there are at least forty kinds', () => {
    expect(new Set(PLANTS.map(({ kind }) => kind)).size).toBeGreaterThanOrEqual(40);
  });
});
