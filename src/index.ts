export { Ami, type AmiAttributes, type IAmi } from './ami/ami';
export { type AmiMachineImageOptions } from './ami/ami-machine-image';
export { CopyCompletion, CopyTimeoutAction, type InDeployOptions } from './copy/copy-completion';
export { EncryptedRootCopy, type EncryptedRootCopyProps } from './copy/encrypted-root-copy';
export { type HandlerOptions } from './copy/handler-options';
export { RootSource, type RootSourceOptions } from './copy/root-source';
