/** What moto does instead of keeping a promise, where it is the same for many. */

export const UNKNOWN = 'does not know the action';
export const HTML = 'answers with a page of HTML';
export const ACCEPTS = 'accepts the request';
export const AT_ONCE = 'is done at once: nothing is ever on its way';
export const SHELL = 'gives every image one blank volume of 15 GB, and of the request keeps but name and description';
export const UNTAGGED = 'makes it without tags';
export const ANEW = 'makes another one';
export const UNENCRYPTED = 'leaves the copy unencrypted, whatever the request and the source say';
export const KEYLESS = 'forgets the key';
export const ANY_KEY = 'does not look at the key';
export const ONE_PAGE = 'gives everything on one page';
export const ALONE = 'shows an account nothing of what others share with it';
