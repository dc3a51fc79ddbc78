import { Aws } from 'aws-cdk-lib';
import { FakeRoot, scriptsOf } from './a-shell';
import { aTarget, FAMILIES } from './a-target';
import { OsFamily } from '../../src/pipeline/os-family';
import { PatchOptions } from '../../src/pipeline/patch-options';
import { patchComponents, patchProblems } from '../../src/pipeline/private/patching';

const { AMAZON_LINUX_2023, UBUNTU, DEBIAN, RHEL, SLES, WINDOWS } = OsFamily;

const scriptsFor = (family: OsFamily, options?: PatchOptions) => scriptsOf(patchComponents(options, aTarget(family))[0], aTarget(family));

/** An instance on which the programs of packages say what they are told. */
function anInstance(more: Record<string, string> = {}) {
  const root = new FakeRoot();
  root.write('lib/modules/6.1.9/.keep', '');
  root.write('var/tmp/.keep', '');
  root.write('run/.keep', '');
  for (const name of ['dnf', 'apt-get', 'apt-mark', 'zypper']) root.program(name, `echo ${name} "$@"\n${more[name] ?? ''}`);
  root.program('uname', 'echo 6.1.9');
  return root;
}

const APT = 'apt-get -q -y -o DPkg::Lock::Timeout=600 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold';

describe('what is run', () => {
  test.each<[string, OsFamily, PatchOptions | undefined, string[]]>([
    ['the newest release', AMAZON_LINUX_2023, undefined, ['dnf -y --releasever=latest upgrade']],
    ['one release', AMAZON_LINUX_2023, { osRelease: '2023.9.20251117', exclude: ['kernel*'] }, ['dnf -y --releasever=2023.9.20251117 --exclude=kernel* upgrade']],
    ['everything', RHEL, {}, ['dnf -y upgrade']],
    ['everything', UBUNTU, {}, [`${APT} update`, `${APT} dist-upgrade`, `${APT} autoremove`]],
    ['everything but one', DEBIAN, { exclude: ['nginx'] }, [`${APT} update`, 'apt-mark hold nginx', `${APT} dist-upgrade`, `${APT} autoremove`, 'apt-mark unhold nginx']],
    ['everything but one', SLES, { exclude: ['nginx'] },
      ['zypper -n refresh', 'zypper -n addlock nginx', 'zypper -n update --auto-agree-with-licenses', 'zypper -n removelock nginx']],
  ])('is %s on %s', (_title, family, options, calls) => {
    expect(anInstance().run(scriptsFor(family, options)[0].text)).toEqual({ status: 0, output: `${calls.join('\n')}\n` });
  });

  test('is Windows Update on Windows, as often as it takes', () => {
    expect(scriptsFor(WINDOWS)).toEqual([expect.objectContaining({ phase: 'build', action: 'UpdateOS' })]);
  });

  test('is nothing when there is a reason', () => {
    expect(patchComponents({ skippedBecause: 'the base is built daily' }, aTarget())).toEqual([]);
  });

  test('fails the build when it fails', () => {
    expect(anInstance({ dnf: 'exit 1' }).run(scriptsFor(RHEL)[0].text).status).toBe(1);
    expect(anInstance({ zypper: '[ "$2" != update ] || exit 104' }).run(scriptsFor(SLES)[0].text).status).toBe(104);
  });

  test('is run again when zypper itself was updated', () => {
    const { status, output } = anInstance({ zypper: '[ "$2" != update ] || exit 103' }).run(scriptsFor(SLES)[0].text);
    expect([status, output.match(/update/g)?.length]).toEqual([0, 2]);
  });
});

describe.each([AMAZON_LINUX_2023, UBUNTU, DEBIAN, RHEL, SLES])('on %s', family => {
  const [{ text }] = scriptsFor(family);

  test('another kernel asks for one reboot, and no more though it is still not the one that runs', () => {
    const instance = anInstance();
    instance.write('lib/modules/6.1.10/.keep', '');
    expect([1, 2].map(() => instance.run(text).status)).toEqual([194, 0]);
    expect(instance.run('ls -A "$GOLDEN_AMI_ROOT/var/tmp"').output).toBe('.keep\n');
  });

  test('a package that wants a reboot gets one', () => {
    const instance = anInstance();
    instance.write('run/reboot-required', '');
    expect(instance.run(text).status).toBe(194);
  });
});

test('the release that was asked for is proven', () => {
  const validate = scriptsFor(AMAZON_LINUX_2023, { osRelease: '2023.9.20251117' }).find(({ phase }) => phase === 'validate')!;
  for (const [release, status] of [['2023.9.20251117', 0], ['2023.8.20250915', 1]] as const) {
    const root = new FakeRoot();
    root.write('etc/amazon-linux-release', `Amazon Linux release ${release} (Amazon Linux)\n`);
    expect(root.run(validate.text).status).toBe(status);
  }
});

describe('fails when', () => {
  test.each<[string, OsFamily, PatchOptions, string]>([
    ['another system is to have a release', UBUNTU, { osRelease: '24.04' }, 'patching.osRelease is for Amazon Linux 2023, and the image is of UBUNTU: choose its base image instead'],
    ['a release cannot be one', AMAZON_LINUX_2023, { osRelease: 'latest' }, 'patching.osRelease must be a release like 2023.9.20251117, got \'latest\'; leave it out for the newest'],
    ['a package\'s name is a command', RHEL, { exclude: ['a', 'b; reboot'] }, 'patching.exclude[1] must be the name of a package, got \'b; reboot\''],
    ['a package\'s name is an option', RHEL, { exclude: ['--nogpgcheck'] }, 'patching.exclude[0] must be the name of a package, got \'--nogpgcheck\''],
    ['apt is to hold what it cannot', UBUNTU, { exclude: ['linux-*'] }, 'patching.exclude[0] must be a whole name on UBUNTU, got \'linux-*\''],
    ['an update is none', WINDOWS, { exclude: ['KB1\'; dir'] }, 'patching.exclude[0] must be an update like KB5034439, got \'KB1\'; dir\''],
    ['there is no reason', RHEL, { skippedBecause: '' }, 'patching.skippedBecause must say why nothing is brought up to date'],
    ['there is a reason and more', AMAZON_LINUX_2023, { skippedBecause: 'daily', osRelease: '2023.9.20251117' },
      'patching.skippedBecause must stand alone: nothing is brought up to date, so there is no release and nothing to exclude'],
  ])('%s', (_title, family, options, sentence) => expect(patchProblems(options, aTarget(family))).toEqual([sentence]));

  test('what is known at deployment only is taken', () => {
    expect(patchProblems({ osRelease: Aws.STACK_NAME, exclude: [Aws.STACK_NAME] }, aTarget())).toEqual([]);
  });
});

test.each(FAMILIES)('the defaults are without a problem on %s', family => {
  expect(patchProblems(undefined, aTarget(family))).toEqual([]);
  expect(patchComponents(undefined, aTarget(family)).flatMap(each => each._problems(aTarget(family)))).toEqual([]);
});
