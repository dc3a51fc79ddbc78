import { Stack, Token } from 'aws-cdk-lib';
import * as ssm from 'aws-cdk-lib/aws-ssm';
import { Warning, warnings } from './sentences';
import { Problem } from '../../../private/props';
import { known } from '../known';
import { TargetResourceType } from '../policy-kind';
import { Script } from '../script';
import { Site, siteOf } from '../site';

const COMMANDS = ['pre-script', 'post-script', 'dry-run'];

export function scriptProblems(script: Script | undefined, target: TargetResourceType, site: Site): Problem[] {
  if (!script) return [];
  const { options: { retries, timeout, fallBackToCrashConsistent }, stages, document } = script;
  const seconds = timeout && !timeout.isUnresolved() ? timeout.toSeconds({ integral: false }) : undefined;
  return [
    target === 'VOLUME' ? 'scripts must be left out in a policy on volumes: they run in instances; target instances [SCR-01]' : undefined,
    seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 10 && seconds <= 120)
      ? `scripts: timeout must be 10 to 120 whole seconds, got ${timeout!.toHumanString()} [SCR-04]` : undefined,
    known(retries) !== undefined && !(Number.isInteger(retries) && retries! >= 0 && retries! <= 3)
      ? `scripts: retries must be 0 to 3, got ${retries} [SCR-04]` : undefined,
    stages?.[0] === 'POST' && fallBackToCrashConsistent !== undefined
      ? 'scripts: fallBackToCrashConsistent must be left out with POST_ONLY: there is nothing to fall back from before a snapshot [SCR-05]' : undefined,
    ...document ? documentProblems(document, site) : [],
  ];
}

export const scriptWarnings = (script: Script | undefined): Warning[] => warnings(script?.feature === 'SCRIPTS_SAP_HANA' && script.fallsBack && {
  topic: 'crashConsistentHana',
  says: 'scripts: fallBackToCrashConsistent is true, and SAP HANA cannot be restored from crash-consistent snapshots in the same way [SCR-12]',
});

/** DLM counts the run as failed where the document does not take its commands. */
function documentProblems(document: ssm.CfnDocument, site: Site): Problem[] {
  const other = siteOf(document);
  const differs = (part: keyof Site) => other[part] !== undefined && site[part] !== undefined && other[part] !== site[part];
  const got = `got one of ${Stack.of(document).stackName}`;
  return [
    differs('account')
      ? `scripts: the document must be in the policy's account ${site.account}, ${got} in ${other.account}; share it, and name it with ssmDocumentArn [SCR-08]`
      : undefined,
    differs('region') ? `scripts: the document must be in the policy's Region ${site.region}, ${got} in ${other.region}; make it there, too [SCR-08]` : undefined,
    document.documentType === undefined || Token.isUnresolved(document.documentType) || document.documentType === 'Command' ? undefined
      : `scripts: the document must be of type Command, got ${document.documentType} [SCR-06]`,
    ...contentProblems(parametersOf(document.content)),
  ];
}

function contentProblems(parameters: Readonly<Record<string, DocumentParameter>> | undefined): Problem[] {
  if (!parameters) return [];
  const missing = ['executionId', 'command'].filter(name => !(name in parameters));
  const allowed = parameters.command?.allowedValues ?? [];
  const refused = Token.isUnresolved(allowed) ? [] : COMMANDS.filter(command => !allowed.includes(command));
  return [
    ...missing.map(name => `scripts: the document must have the parameter ${name}, which DLM gives [SCR-06]`),
    'command' in parameters && refused.length > 0
      ? `scripts: the document's parameter command must allow ${COMMANDS.join(', ')}, got none of ${refused.join(', ')} [SCR-06]` : undefined,
  ];
}

interface DocumentParameter {
  readonly allowedValues?: readonly string[];
}

/** The parameters of a document whose content is an object, or JSON. YAML in a string is not read. */
function parametersOf(content: unknown): Readonly<Record<string, DocumentParameter>> | undefined {
  if (Token.isUnresolved(content)) return undefined;
  if (typeof content === 'string') return parametersOf(jsonIn(content));
  if (typeof content !== 'object' || content === null) return undefined;
  const { parameters = {} } = content as { readonly parameters?: Readonly<Record<string, DocumentParameter>> };
  return Token.isUnresolved(parameters) ? undefined : parameters;
}

function jsonIn(text: string): object | undefined {
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}
