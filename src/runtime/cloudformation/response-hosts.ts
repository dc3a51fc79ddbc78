/**
 * Where CloudFormation takes answers: presigned URLs of its own S3 buckets, one per Region, under the partition's
 * suffix. Whoever can invoke the handler could name another place, and would learn what the answer says.
 */
export const isResponseUrl = (urlSuffix: string) => (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname } = new URL(url);
  const [bucket, ...rest] = hostname.split('.');
  return protocol === 'https:'
    && /^cloudformation-custom-resource-(response|storage)-[a-z0-9-]+$/.test(bucket)
    && /^s3([.-][a-z0-9-]+)*$/.test(rest.join('.').slice(0, -urlSuffix.length - 1))
    && hostname.endsWith(`.${urlSuffix}`);
};
