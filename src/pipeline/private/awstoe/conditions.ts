import { Fields, isFields, shown } from './findings';

const ON_ONE = ['stringIsEmpty', 'stringIsWhitespace', 'binaryExists', 'fileExists', 'folderExists'];
const ON_TWO = [
  'stringEquals', 'stringLessThan', 'stringLessThanEquals', 'stringGreaterThan', 'stringGreaterThanEquals', 'patternMatches',
  'numberEquals', 'numberLessThan', 'numberLessThanEquals', 'numberGreaterThan', 'numberGreaterThanEquals',
];
const LOGICAL = ['and', 'or', 'not'];
const OPERATORS = [...LOGICAL, ...ON_ONE, ...ON_TWO];
const OUTCOMES = ['Abort', 'Execute', 'Skip'];
const DEEPEST = 4;

/**
 * What is wrong with the condition of a step.
 *
 * @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-conditional-constructs.html
 */
export function ifProblems(condition: unknown): string[] {
  const expression = Array.isArray(condition) && condition.length === 1 ? condition[0] : condition;
  if (!isFields(expression)) return [`if must be a condition with one operator, got ${shown(condition)}`];
  const { then, else: otherwise, ...rest } = expression;
  const outcomes = Object.entries({ then, else: otherwise })
    .filter(([, outcome]) => outcome !== undefined && !OUTCOMES.includes(String(outcome)))
    .map(([name, outcome]) => `${name} of if must be Abort, Execute or Skip, got ${shown(outcome)}`);
  return [...expressionProblems(rest, 'if', 1), ...outcomes];
}

/** What is wrong with an expression of operators, in a condition or an assertion. */
export function expressionProblems(expression: unknown, where: string, depth: number): string[] {
  if (!isFields(expression)) return [`${where} must be a condition with one operator, got ${shown(expression)}`];
  const operators = Object.keys(expression).filter(key => key !== 'value');
  if (operators.length !== 1) return [`${where} must have one operator at its top, got ${operators.join(', ') || 'none'}; join several by and or or`];
  const [operator] = operators;
  if (!OPERATORS.includes(operator)) return [`${where} has the operator ${operator}, which there is not; there are ${OPERATORS.join(', ')}`];
  return LOGICAL.includes(operator) ? logicalProblems(operator, expression[operator], where, depth) : valueProblems(operator, expression, where);
}

function logicalProblems(operator: string, operand: unknown, where: string, depth: number): string[] {
  if (depth > DEEPEST) return [`${where} must be nested ${DEEPEST} levels deep at most`];
  if (operator === 'not') return expressionProblems(operand, `${where}, not`, depth + 1);
  if (!Array.isArray(operand) || operand.length < 2) {
    return [`${where}, ${operator} must have a list of two conditions or more, got ${shown(operand)}`];
  }
  return operand.flatMap(each => expressionProblems(each, `${where}, ${operator}`, depth + 1));
}

function valueProblems(operator: string, expression: Fields, where: string): string[] {
  const missing = ON_TWO.includes(operator) && expression.value === undefined;
  return missing ? [`${where}, ${operator} must have a value beside it, to compare with`] : [];
}
