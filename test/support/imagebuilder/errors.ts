import { ApiError } from '../ec2/errors';

/** The errors of Image Builder that callers can tell apart. */
export const invalid = (message: string) => new ApiError('InvalidRequestException', message);
export const notFound = (arn: string) => new ApiError('ResourceNotFoundException', `The resource with ARN '${arn}' does not exist.`, 404);
export const alreadyExists = (arn: string) => new ApiError('ResourceAlreadyExistsException', `Resource of type '${kindOf(arn)}' and ARN '${arn}' already exists.`);
export const inUse = (arn: string, by: string) => new ApiError('ResourceDependencyException', `The resource ARN '${arn}' has other resources depended on it: ${by}`);
export const otherwise = () => new ApiError('IdempotentParameterMismatchException', 'The client token was used before, with other parameters.');

/** `imageRecipe` for `arn:…:image-recipe/…`. */
const kindOf = (arn: string) => arn.split(':')[5].split('/')[0].replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
