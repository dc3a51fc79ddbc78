/**
 * What functions that are written out in a template have in common: whose requests they take, whom they answer, how, and that they try again for a while. `PAUSE` is in
 * the environment, in milliseconds.
 */
export const ANSWERING = `
const HOSTS = /^https:\\/\\/cloudformation-custom-resource-response-[a-z0-9-]+\\.s3([.-][a-z0-9-]+)*\\.amazonaws\\.com(\\.cn)?\\//;

function check({ StackId, ResponseURL: url }) {
  if (StackId !== process.env.STACK_ID) throw new Error('not a request of the own stack');
  if (!process.env.AWS_ENDPOINT_URL && !HOSTS.test(url)) throw new Error('the response URL is not one of CloudFormation');
}

const put = (url, body) => new Promise((done, fail) => {
  const headers = { 'content-type': '', 'content-length': Buffer.byteLength(body) };
  require(url.split(':')[0]).request(url, { method: 'PUT', headers }, answer => {
    answer.resume();
    answer.statusCode < 300 ? done() : fail(new Error('the answer was refused: ' + answer.statusCode));
  }).on('error', fail).end(body);
});

async function patiently(work, pauses = 5) {
  try {
    return await work();
  } catch (error) {
    if (pauses === 0) throw error;
    await new Promise(done => setTimeout(done, +process.env.PAUSE));
    return patiently(work, pauses - 1);
  }
}
`.trim();
