/** What a parameter says, and who made it. */
export interface ParameterOrder {
  readonly name: string;
  readonly imageId: string;
  readonly description: string;
  /** `aws:ec2:image` or `text`. What Parameter Store has is never changed to another. */
  readonly dataType: string;
}

export type ParameterTags = Readonly<Record<string, string>>;

/** What readers get. */
export interface ParameterContent {
  readonly value: string;
  readonly dataType: string;
}

/**
 * What Parameter Store does for a parameter that names an image, in one Region. Where the data type says so, it looks at the image after
 * it has answered, with the caller's right to describe images, and forgets what it does not like: what a write came to shows later.
 */
export interface Parameters {
  /** None also when there is no such parameter, or none to be seen yet. */
  tagsOf(name: string): Promise<ParameterTags>;
  /** Undefined when there is none, or none to be seen yet. */
  contentOf(name: string): Promise<ParameterContent | undefined>;
  /** Never changes one that is there: then the name is `taken`. */
  create(order: ParameterOrder, tags: ParameterTags): Promise<'asked' | 'taken'>;
  overwrite(order: ParameterOrder): Promise<void>;
  tag(name: string, tags: ParameterTags): Promise<void>;
  untag(name: string, keys: readonly string[]): Promise<void>;
  /** What is gone already is a success. */
  remove(name: string): Promise<void>;
}
