/** An SDK client that answers each command as told, and writes down what it was sent. */
export function aClient<Client>(answer: (operation: string, input: never) => unknown) {
  const sent: { operation: string; input: Record<string, unknown> }[] = [];
  const send = async (command: { readonly input: object }) => {
    const operation = command.constructor.name.replace(/Command$/, '');
    sent.push({ operation, input: { ...command.input } });
    return answer(operation, command.input as never);
  };
  return { client: { send } as unknown as Client, sent };
}

/** An error as the SDK throws it; without a status when the call never came back. */
export const anError = (name: string, message = 'no', status: number | 'unreached' = 400): Error =>
  Object.assign(new Error(message), { name, $metadata: status === 'unreached' ? {} : { httpStatusCode: status } });
