import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { scriptsOf } from './a-shell';
import { aTarget, FAMILIES } from './a-target';
import { GoldenComponent } from '../../src/pipeline/golden-component';
import { GoldenTest } from '../../src/pipeline/golden-test';
import { OsFamily } from '../../src/pipeline/os-family';

test.each(FAMILIES)('AWS\'s own tests are those of the platform on %s', family => {
  const components = [GoldenTest.simpleBoot(), GoldenTest.reboot()].map(each => each._componentFor(aTarget(family)));
  expect(components.flatMap(each => each._problems(aTarget(family)))).toEqual([]);
  expect(components.map(each => each.name)).toEqual(family === OsFamily.WINDOWS
    ? ['simple-boot-test-windows', 'reboot-test-windows'] : ['simple-boot-test-linux', 'reboot-test-linux']);
});

test('commands run in the phase test, and the first that fails ends them', () => {
  expect(scriptsOf(GoldenTest.shell('java', ['java -version'])._componentFor(aTarget()), aTarget()))
    .toEqual([{ phase: 'test', step: 'run', action: 'ExecuteBash', text: 'set -e\njava -version' }]);
  const windows = aTarget(OsFamily.WINDOWS);
  expect(scriptsOf(GoldenTest.powershell('java', ['java -version'])._componentFor(windows), windows)[0]).toMatchObject({ phase: 'test', action: 'ExecutePowerShell' });
});

test('commands for the other platform are refused', () => {
  expect(GoldenTest.shell('java', ['true'])._componentFor(aTarget())._problems(aTarget(OsFamily.WINDOWS))).toEqual(['shell commands are for Linux: use powershell']);
});

test('a component of others is taken at its word', () => {
  const component = GoldenComponent.managed('yum-repository-test-linux');
  expect(GoldenTest.component(component)._componentFor(aTarget())).toBe(component);
});

describe('fails when', () => {
  test('a component has nothing to test', () => {
    expect(() => GoldenTest.component(GoldenComponent.shell('app', ['true']))).toThrow('component must have a phase test, and app has build');
  });

  test('a document has nothing to test', () => {
    const path = join(mkdtempSync(join(tmpdir(), 'component-')), 'app.yaml');
    writeFileSync(path, 'schemaVersion: 1.0\nphases: [{ name: build }, { name: validate }]');
    expect(() => GoldenTest.component(GoldenComponent.document(path))).toThrow('component must have a phase test, and app has build, validate');
  });
});
