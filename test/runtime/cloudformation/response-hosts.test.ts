import { isResponseUrl } from '../../../src/runtime/cloudformation/response-hosts';

const BUCKET = 'cloudformation-custom-resource-response';
const PATH = '/arn%3Aaws%3Acloudformation%3A…%7CWeb%7C7d1c?X-Amz-Signature=5ec2e7';

test.each<[string, string, string, string]>([
  ['the oldest Region', 'us-east-1', 'amazonaws.com', `${BUCKET}-useast1.s3.amazonaws.com`],
  ['a Region behind a dash', 'us-west-2', 'amazonaws.com', `${BUCKET}-uswest2.s3-us-west-2.amazonaws.com`],
  ['a Region behind a dot', 'eu-central-1', 'amazonaws.com', `${BUCKET}-eucentral1.s3.eu-central-1.amazonaws.com`],
  ['a Region reached by both protocols', 'eu-central-1', 'amazonaws.com', `${BUCKET}-eucentral1.s3.dualstack.eu-central-1.amazonaws.com`],
  ['a young Region with a long name', 'ap-southeast-7', 'amazonaws.com', `${BUCKET}-apsoutheast7.s3.ap-southeast-7.amazonaws.com`],
  ['GovCloud', 'us-gov-west-1', 'amazonaws.com', `${BUCKET}-usgovwest1.s3-us-gov-west-1.amazonaws.com`],
  ['China', 'cn-north-1', 'amazonaws.com.cn', `${BUCKET}-cnnorth1.s3.cn-north-1.amazonaws.com.cn`],
  ['the sovereign cloud of Europe', 'eusc-de-east-1', 'amazonaws.eu', `${BUCKET}-euscdeeast1.s3.eusc-de-east-1.amazonaws.eu`],
  ['a secret partition', 'us-iso-east-1', 'c2s.ic.gov', `${BUCKET}-usisoeast1.s3.us-iso-east-1.c2s.ic.gov`],
])('answers go to %s', (_title, region, urlSuffix, host) => expect(isResponseUrl(region, urlSuffix)(`https://${host}${PATH}`)).toBe(true));

const HOST = `${BUCKET}-eucentral1.s3.eu-central-1.amazonaws.com`;

test.each<[string, string]>([
  ['plain http', `http://${HOST}${PATH}`],
  ['another scheme', `ftp://${HOST}${PATH}`],
  ['a host of somebody else', `https://example.com${PATH}`],
  ['the real host as the user of another', `https://${HOST}@example.com${PATH}`],
  ['the real host as user and password of another', `https://${HOST}:x@example.com${PATH}`],
  ['the real host in the path of another', `https://example.com/${HOST}${PATH}`],
  ['the real host behind a backslash', `https://example.com\\@${HOST}${PATH}`],
  ['the real host in the fragment of another', `https://example.com#@${HOST}${PATH}`],
  ['the real host as the beginning of another', `https://${HOST}.example.com${PATH}`],
  ['the suffix without its dot', `https://${BUCKET}-eucentral1.s3.evilamazonaws.com${PATH}`],
  ['the suffix of another partition', `https://${BUCKET}-cnnorth1.s3.cn-north-1.amazonaws.com.cn${PATH}`],
  ['another bucket', `https://stolen-answers.s3.eu-central-1.amazonaws.com${PATH}`],
  ['the bucket of wait conditions', `https://cloudformation-waitcondition-eucentral1.s3.eu-central-1.amazonaws.com${PATH}`],
  ['a bucket whose name only ends like the real one', `https://my-${BUCKET}-eucentral1.s3.eu-central-1.amazonaws.com${PATH}`],
  ['a bucket with dots in its name', `https://${BUCKET}-eucentral1.evil.s3.eu-central-1.amazonaws.com${PATH}`],
  ['the bucket in the path', `https://s3.eu-central-1.amazonaws.com/${BUCKET}-eucentral1${PATH}`],
  ['another service', `https://${BUCKET}-eucentral1.execute-api.eu-central-1.amazonaws.com${PATH}`],
  ['a service whose name only begins like S3', `https://${BUCKET}-eucentral1.s3evil.eu-central-1.amazonaws.com${PATH}`],
  ['no host', 'https:///'],
  ['no URL', 'answer here'],
  ['nothing', ''],
])('fails when the URL is %s', (_title, url) => expect(isResponseUrl('eu-central-1', 'amazonaws.com')(url)).toBe(false));

// Bucket names are anybody's to take, and so are the names of access points: only the Region's own name tells which is CloudFormation's.
test.each<[string, string]>([
  ['the bucket of another Region', `https://${BUCKET}-useast1.s3.amazonaws.com${PATH}`],
  ['a bucket named after no Region', `https://${BUCKET}-evil.s3.eu-central-1.amazonaws.com${PATH}`],
  ['an access point of another account', `https://${BUCKET}-eucentral1-666666666666.s3-accesspoint.eu-central-1.amazonaws.com${PATH}`],
])('fails when the URL is %s, which somebody else can make', (_title, url) => expect(isResponseUrl('eu-central-1', 'amazonaws.com')(url)).toBe(false));
