/**
 * Where CloudFormation takes answers: presigned URLs of its own S3 bucket in the Region, under the partition's suffix.
 * Whoever can invoke the handler could name another place, and would learn what the answer says. The bucket's name has to
 * match in full, because what begins alike is anybody's to make: buckets, and access points.
 *
 * @see https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/vpc-interface-endpoints.html
 */
export function isResponseUrl(region: string, urlSuffix: string): (url: string) => boolean {
  const bucket = new RegExp(`^cloudformation-custom-resource-(response|storage)-(${region}|${region.replaceAll('-', '')})$`);
  return url => {
    if (!URL.canParse(url)) return false;
    const { protocol, hostname } = new URL(url);
    const [first, ...rest] = hostname.split('.');
    return protocol === 'https:'
      && bucket.test(first)
      && /^s3([.-][a-z0-9-]+)*$/.test(rest.join('.').slice(0, -urlSuffix.length - 1))
      && hostname.endsWith(`.${urlSuffix}`);
  };
}
