import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { OsFamily } from '../../../src/pipeline/os-family';
import { ACTION_MODULES } from '../../../src/pipeline/private/awstoe/action-modules';
import { ReadDocument } from '../../../src/pipeline/private/awstoe/read-document';
import { BuildTarget } from '../../../src/pipeline/private/component-use';

const on = (osFamily: OsFamily): BuildTarget => ({ osFamily, architecture: ec2.InstanceArchitecture.X86_64, imageName: 'corp' });
const LINUX = on(OsFamily.AMAZON_LINUX_2023);

const problemsOf = (yaml: string, target = LINUX, parameters = {}) => new ReadDocument('edr.yaml', yaml).problems(target, parameters);

const indented = (yaml: string, by: number) => yaml.trim().split('\n').map(line => ' '.repeat(by) + line).join('\n');

/** A document of one step, whose settings are given. */
const step = (settings: string) => `
schemaVersion: 1.0
phases:
  - name: build
    steps:
      - name: Install
${indented(settings, 8)}
`;

const INPUTS = 'action: ExecuteBash\ninputs: { commands: [uptime] }';

describe('a document is refused when', () => {
  const inStep = 'phase build: step Install: ';
  test.each<[string, string, string]>([
    ['it is not YAML', 'schemaVersion: [', 'is not YAML: '],
    ['a key stands twice', `${step(INPUTS)}\nschemaVersion: 1.0`, 'is not YAML: Map keys must be unique'],
    ['it is a list', '- phases', 'must have schemaVersion and phases, got ["phases"]'],
    ['the schema is another', step(INPUTS).replace('1.0', '2.0'), 'schemaVersion must be 1.0, got 2'],
    ['there is no schema', step(INPUTS).replace('schemaVersion: 1.0', ''), 'schemaVersion must be 1.0, got nothing'],
    ['a key is mistyped', `${step(INPUTS)}\nparameter: []`,
      'parameter is not known there; known are name, description, schemaVersion, parameters, constants, phases'],
    ['there are no phases', 'schemaVersion: 1.0', 'phases must be a list of at least one, got nothing'],
    ['a phase is a text', 'schemaVersion: 1.0\nphases: [build]', 'phases must each have a name and steps, got \'build\''],
    ['a phase would never run', step(INPUTS).replace('name: build', 'name: install'), 'phase \'install\' would never run: Image Builder runs build, validate and test'],
    ['a phase stands twice', `${step(INPUTS)}  - name: build\n    steps: [{ name: Other, action: Reboot }]`, 'phase build must be there once: put the steps together'],
    ['a phase has no steps', 'schemaVersion: 1.0\nphases: [{ name: build }]', 'phase build: steps must be a list of at least one, each with a name and an action'],
    ['a step stands twice', `${step(INPUTS)}      - { name: Install, action: Reboot }`, 'phase build: step Install must be there once: chaining goes by the name'],
    ['a step has no name', 'schemaVersion: 1.0\nphases: [{ name: build, steps: [{ action: Reboot }] }]',
      'phase build: step number 1: name must be letters, digits, - and _, got nothing'],
    ['a step\'s name has a blank', step(INPUTS).replace('name: Install', 'name: Install it'),
      'phase build: step Install it: name must be letters, digits, - and _, got \'Install it\''],
    ['a step\'s key is mistyped', step(`${INPUTS}\nonfailure: Abort`),
      `${inStep}onfailure is not known there; known are name, action, timeoutSeconds, onFailure, maxAttempts, loop, if, inputs`],
    ['there is no such action', step('action: ExecuteShell'), `${inStep}action must be one that AWSTOE has, got 'ExecuteShell'; it has AppendFile, Assert, CopyFile`],
    ['an action is the name of something every object has', step('action: toString'), `${inStep}action must be one that AWSTOE has, got 'toString'`],
    ['PowerShell is to run on Linux', step('action: ExecutePowerShell\ninputs: { commands: [dir] }'),
      `${inStep}ExecutePowerShell is for Windows, and the image is of AMAZON_LINUX_2023`],
    ['the time is nothing', step(`${INPUTS}\ntimeoutSeconds: 0`), `${inStep}timeoutSeconds must be a whole number from 1, or -1 for no limit, got 0`],
    ['the time is a text', step(`${INPUTS}\ntimeoutSeconds: 5m`), `${inStep}timeoutSeconds must be a whole number from 1, or -1 for no limit, got '5m'`],
    ['a nested document is given a time', step('action: ExecuteDocument\ntimeoutSeconds: 60\ninputs: { document: s3://b/other.yaml }'),
      `${inStep}timeoutSeconds must be left out of ExecuteDocument, got 60: the steps of that document have their own`],
    ['a nested document is given attempts', step('action: ExecuteDocument\nmaxAttempts: 2\ninputs: { document: s3://b/other.yaml }'),
      `${inStep}maxAttempts must be left out of ExecuteDocument, got 2: it runs once`],
    ['a failure does what there is not', step(`${INPUTS}\nonFailure: abort`), `${inStep}onFailure must be Abort, Continue or Ignore, got 'abort'`],
    ['there is no attempt', step(`${INPUTS}\nmaxAttempts: 0`), `${inStep}maxAttempts must be a whole number from 1, got 0`],
    ['there are no inputs', step('action: S3Download'), `${inStep}inputs must be given, S3Download has source and destination`],
    ['the inputs are a text', step('action: ExecuteBash\ninputs: uptime'), `${inStep}inputs must be what ExecuteBash takes, with commands, got 'uptime'`],
    ['an input is missing', step('action: S3Download\ninputs: [{ source: s3://b/a, destination: /a }, { source: s3://b/c }]'),
      `${inStep}inputs[1] of S3Download must have destination`],
    ['there are no commands', step('action: ExecuteBash\ninputs: { commands: [] }'), `${inStep}inputs of ExecuteBash must have commands`],
    ['YAML makes a map of a command', step('action: ExecuteBash\ninputs:\n  commands:\n    - echo a: b'),
      `${inStep}inputs of ExecuteBash must have commands as a list of texts: a line with ': ' or '{' in it needs quotes or a block`],
    ['YAML makes a map of a reference', step('action: ExecuteBash\ninputs:\n  commands:\n    - {{ Hosts }}'),
      `${inStep}inputs of ExecuteBash must have commands as a list of texts: a line with ': ' or '{' in it needs quotes or a block`],
    ['a loop has no kind', step(`${INPUTS}\nloop: { name: Each }`), `${inStep}loop must have either for or forEach, got neither`],
    ['a loop has both kinds', step(`${INPUTS}\nloop: { for: { start: 1, end: 2, updateBy: 1 }, forEach: [a] }`), `${inStep}loop must have either for or forEach, got for and forEach`],
    ['a loop never ends', step(`${INPUTS}\nloop: { for: { start: 1, end: 5, updateBy: -1 } }`), `${inStep}for must come to an end: from 1 by -1 it never gets to 5`],
    ['a loop stands still', step(`${INPUTS}\nloop: { for: { start: 1, end: 5, updateBy: 0 } }`), `${inStep}for must come to an end: from 1 by 0 it never gets to 5`],
    ['a loop has no end', step(`${INPUTS}\nloop: { for: { start: 1, updateBy: 1 } }`), `${inStep}end of for must be a whole number, got nothing`],
    ['a loop is over numbers', step(`${INPUTS}\nloop: { forEach: [1, 2] }`), `${inStep}forEach must be a list of texts, at least one: put what looks like a number in quotes`],
    ['a loop has a delimiter of two characters', step(`${INPUTS}\nloop: { forEach: { list: a, delimiter: ", " } }`),
      `${inStep}delimiter of forEach must be one character of . , ; : - _ blank, tab and newline, got ', '`],
    ['a delimiter is referred to', step(`${INPUTS}\nloop: { forEach: { list: a, delimiter: "{{ loop.value }}" } }`), `${inStep}delimiter of forEach must not have a reference in it`],
    ['two loops are called the same', `${step(`${INPUTS}\nloop: { name: Each, forEach: [a] }`)}      - { name: B, action: ExecuteBash, inputs: { commands: [b] }, loop: { name: Each, forEach: [a] } }`,
      'phase build: loop Each must be there once'],
    ['a condition has two operators', step(`${INPUTS}\nif: { fileExists: /a, folderExists: /b }`), `${inStep}if must have one operator at its top, got fileExists, folderExists; join several by and or or`],
    ['a condition has an operator that there is not', step(`${INPUTS}\nif: { stringContains: a, value: b }`), `${inStep}if has the operator stringContains, which there is not; there are and, or, not`],
    ['a condition compares with nothing', step(`${INPUTS}\nif: { stringEquals: a }`), `${inStep}if, stringEquals must have a value beside it, to compare with`],
    ['a condition joins one', step(`${INPUTS}\nif: { and: [{ fileExists: /a }] }`), `${inStep}if, and must have a list of two conditions or more`],
    ['a condition is nested too deep', step(`${INPUTS}\nif: { not: { not: { not: { not: { not: { fileExists: /a } } } } } }`), `${inStep}if, not, not, not, not must be nested 4 levels deep at most`],
    ['a condition leads to what there is not', step(`${INPUTS}\nif: { fileExists: /a, then: Stop }`), `${inStep}then of if must be Abort, Execute or Skip, got 'Stop'`],
    ['a condition is a text', step(`${INPUTS}\nif: fileExists`), `${inStep}if must be a condition with one operator, got 'fileExists'`],
    ['an assertion has no operator', step('action: Assert\ninputs: { value: a }'), `${inStep}inputs must have one operator at its top, got none`],
    ['a parameter is not defined', step('action: ExecuteBash\ninputs: { commands: ["echo {{ Tenant }}"] }'), `${inStep}{{ Tenant }} is neither a parameter nor a constant of the document`],
    ['a loop is referred to that there is not', step('action: ExecuteBash\ninputs: { commands: ["echo {{ loop.value }}"] }'),
      `${inStep}{{ loop.value }} is not known: the step's loop, if it has one, gives loop.index and loop.value`],
    ['a step is referred to that there is not', step('action: ExecuteBash\ninputs: { commands: ["echo {{ build.Before.outputs.stdout }}"] }'),
      `${inStep}{{ build.Before.outputs.stdout }} is of a step that the document does not have`],
    ['a step refers to itself', step('action: ExecuteBash\ninputs: { commands: ["echo {{ build.Install.outputs.stdout }}"] }'),
      `${inStep}{{ build.Install.outputs.stdout }} is of a step that has not run by then`],
    ['the test refers to the build', `${step(INPUTS)}  - name: test\n    steps: [{ name: Try, action: ExecuteBash, inputs: { commands: ["{{ build.Install.outputs.stdout }}"] } }]`,
      'phase test: step Try: {{ build.Install.outputs.stdout }} is of the other stage, which runs on another instance'],
    ['a reference names no output', `${step(INPUTS)}      - { name: B, action: ExecuteBash, inputs: { commands: ["{{ build.Install.stdout }}"] } }`,
      'phase build: step B: {{ build.Install.stdout }} must name an input or output of the step, like build.Install.outputs.stdout'],
    ['parameters are a map', `parameters: { Tenant: { type: string } }\n${step(INPUTS)}`, 'parameters must be a list with a name in each entry, got {"Tenant":{"type":"string"}}'],
    ['two parameters are one entry', `parameters: [{ One: { type: string, default: a }, Two: { type: string, default: a } }]\n${step(INPUTS)}`, 'parameters must have one name in each entry'],
    ['a parameter\'s name is short', `parameters: [{ Id: { type: string, default: a } }]\n${step(INPUTS)}`, 'parameters must have names of 3 to 128 letters, digits, - and _, got \'Id\''],
    ['a parameter is a number', `parameters: [{ Port: { type: integer, default: 1 } }]\n${step(INPUTS)}`, 'parameters: Port: type must be string, which is all there is, got \'integer\''],
    ['a constant has no value', `constants: [{ Port: { type: string } }]\n${step(INPUTS)}`, 'constants: Port: value must be given'],
    ['a name is both', `constants: [{ Port: { type: string, value: a } }]\nparameters: [{ Port: { type: string, default: b } }]\n${step(INPUTS)}`, 'Port is defined more than once among parameters and constants'],
    ['a parameter gets no value', `parameters: [{ Tenant: { type: string } }]\n${step(INPUTS)}`, 'parameter Tenant has no default: give it in parameters'],
  ])('%s', (_title, yaml, sentence) => {
    expect(problemsOf(yaml)).toContainEqual(expect.stringContaining(`document 'edr.yaml': ${sentence}`));
  });

  test.each<[string, OsFamily, string, string]>([
    ['bash is to run on Windows', OsFamily.WINDOWS, INPUTS, 'ExecuteBash is for Linux, and the image is of WINDOWS'],
    ['a file on Windows is to have an owner', OsFamily.WINDOWS, 'action: CreateFile\ninputs: [{ path: C:\\a, owner: root }]', 'inputs[0] of CreateFile must not have owner, which Windows does not have'],
    ['PowerShell has both commands and a file', OsFamily.WINDOWS, 'action: ExecutePowerShell\ninputs: { commands: [dir], file: C:\\a.ps1 }', 'inputs of ExecutePowerShell must have either commands or file'],
    ['a value of the registry has no such type', OsFamily.WINDOWS, 'action: SetRegistry\ninputs: [{ path: HKLM:\\A, name: B, value: 1, type: DWord }]', 'inputs[0] type of SetRegistry must be one of BINARY, DWORD'],
    ['a path of the registry has no such hive', OsFamily.WINDOWS, 'action: SetRegistry\ninputs: [{ path: HKXX:\\A, name: B, value: 1, type: SZ }]', 'inputs[0] path of SetRegistry must start with one of HKEY_CLASSES_ROOT'],
    ['SLES is to be updated by yum', OsFamily.SLES, 'action: UpdateOS', 'UpdateOS knows yum and apt-get, and SLES has neither: use ExecuteBash with zypper'],
  ])('%s', (_title, osFamily, settings, sentence) => {
    expect(problemsOf(step(settings), on(osFamily))).toContainEqual(expect.stringContaining(`step Install: ${sentence}`));
  });

  test('a parameter is given that it does not have', () => {
    expect(problemsOf(step(INPUTS), LINUX, { Tenant: 'corp' })).toEqual(['document \'edr.yaml\': it has no parameter Tenant: it has none']);
  });
});

describe('a document is taken', () => {
  test.each<[string, string]>([
    ['with all that a step can have', `
name: EDR
description: Installs the agent.
schemaVersion: "1.0"
parameters:
  - Tenant:
      type: string
      default: corp
constants:
  - Version:
      type: string
      value: "1.2"
phases:
  - name: build
    steps:
      - name: Download
        action: S3Download
        timeoutSeconds: -1
        onFailure: Continue
        maxAttempts: 3
        inputs:
          - { source: "s3://bucket/{{ Version }}.rpm", destination: /tmp/a.rpm, overwrite: true }
      - name: Install
        action: ExecuteBash
        if: { and: [{ fileExists: /tmp/a.rpm }, { not: { binaryExists: edr } }], then: Execute, else: Skip }
        loop: { name: Each, forEach: { list: "{{ Tenant }}", delimiter: "," } }
        inputs:
          commands:
            - rpm -i {{ build.Download.inputs[0].destination }}
            - echo {{Each.value}} {{ loop.index }}
  - name: validate
    steps:
      - name: Version
        action: Assert
        inputs: { stringEquals: "1.2", value: "{{ build.Install.outputs.stdout }}" }
  - name: container-host-test
    steps: [{ name: Any, action: None }]
  - name: test
    steps: [{ name: Restart, action: Reboot }]
`],
    ['that counts down', step(`${INPUTS}\nloop: { for: { start: 3, end: 1, updateBy: -1 } }`)],
    ['whose condition is a list of one, as AWS\'s own page has it', step(`${INPUTS}\nif: [{ stringIsEmpty: "" }]`)],
    ['with the braces of others', step('action: ExecuteBash\ninputs: { commands: ["docker ps --format \'{{.Names}} {{ json . }}\'"] }')],
  ])('%s', (_title, yaml) => expect(problemsOf(yaml)).toEqual([]));

  test.each(Object.entries(ACTION_MODULES).filter(([name]) => name !== 'Assert'))('with the action %s and what it requires', (name, module) => {
    const value: Record<string, string> = { commands: '[a]', type: 'SZ', path: 'HKLM:\\A' };
    const inputs = module.required.map(key => key.split('|')[0]).map(key => `${key}: ${value[key] ?? 'a'}`).join(', ');
    const family = module.only === 'Windows' ? OsFamily.WINDOWS : OsFamily.UBUNTU;
    expect(problemsOf(step(`action: ${name}\ninputs: { ${inputs} }`), on(family))).toEqual([]);
  });
});
