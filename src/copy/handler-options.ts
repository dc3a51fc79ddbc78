export { type HandlerOptions } from '../ami/handler-options';
