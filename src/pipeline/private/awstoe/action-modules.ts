/** What AWSTOE can do in a step. */
export interface ActionModule {
  /** What each of its inputs must have. Where one of several will do, they stand together with `|`. */
  readonly required: readonly string[];
  /** Not on every platform. */
  readonly only?: 'Linux' | 'Windows';
  /** The module needs no inputs at all. */
  readonly inputsOptional?: boolean;
  /** Inputs that Windows does not have. */
  readonly notOnWindows?: readonly string[];
}

const ofFile: ActionModule = { required: ['path'] };
const ofTwo: ActionModule = { required: ['source', 'destination'] };
const ofOwnedFile: ActionModule = { required: ['path'], notOnWindows: ['owner', 'group', 'permissions'] };
const toOwner: ActionModule = { required: ['path', 'owner'], only: 'Linux' };
const toPermissions: ActionModule = { required: ['path', 'permissions'], only: 'Linux' };

/** @see https://docs.aws.amazon.com/imagebuilder/latest/userguide/toe-action-modules.html */
export const ACTION_MODULES: Readonly<Record<string, ActionModule>> = {
  AppendFile: ofFile,
  Assert: { required: [] },
  CopyFile: ofTwo,
  CopyFolder: ofTwo,
  CreateFile: ofOwnedFile,
  CreateFolder: ofOwnedFile,
  CreateSymlink: { required: ['path', 'target'] },
  DeleteFile: ofFile,
  DeleteFolder: ofFile,
  ExecuteBash: { required: ['commands'], only: 'Linux' },
  ExecuteBinary: { required: ['path'] },
  ExecuteDocument: { required: ['document'] },
  ExecutePowerShell: { required: ['commands|file'], only: 'Windows' },
  InstallMSI: { required: ['path'], only: 'Windows' },
  ListFiles: ofFile,
  MoveFile: ofTwo,
  MoveFolder: ofTwo,
  ReadFile: ofFile,
  Reboot: { required: [], inputsOptional: true },
  S3Download: ofTwo,
  S3Upload: ofTwo,
  SetFileEncoding: ofFile,
  SetFileOwner: toOwner,
  SetFilePermissions: toPermissions,
  SetFolderOwner: toOwner,
  SetFolderPermissions: toPermissions,
  SetRegistry: { required: ['path', 'name', 'value', 'type'], only: 'Windows' },
  UninstallMSI: { required: ['path'], only: 'Windows' },
  UpdateOS: { required: [], inputsOptional: true },
  WebDownload: ofTwo,
};

export const REGISTRY_TYPES = ['BINARY', 'DWORD', 'QWORD', 'SZ', 'EXPAND_SZ', 'MULTI_SZ'];
