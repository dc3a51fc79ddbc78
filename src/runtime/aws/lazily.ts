/** A client that few requests need, with the commands sent to it. Loading one takes as long as a short request. */
export type Lazily<Client extends { send: unknown }, Commands> = () => Promise<{ readonly client: Pick<Client, 'send'>; readonly sdk: Commands }>;
