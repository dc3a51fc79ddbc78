import { aLab, HOME, imagesOf, promote, reconcile, values } from './a-life';
import { ChannelLab } from './channel-lab';
import { isWrite } from './turn';

const written = (lab: ChannelLab) => lab.calls.made.filter(isWrite).length;

test('what the function itself has written asks it to reconcile, which ends there', async () => {
  const lab = await aLab(2);
  await lab.ask(reconcile);
  const before = written(lab);
  const event = { 'source': 'aws.ssm', 'detail-type': 'Parameter Store Change', 'detail': { operation: 'Update', name: '/golden/web/arm64/canary' } };
  expect(await lab.ask(event)).toMatchObject({ status: 'agreed', repaired: [], foreign: [] });
  expect(written(lab)).toBe(before);
});

test('what it hears of its own writes comes to an end, though Parameter Store shows them late', async () => {
  const lab = await aLab(1, { checkTakes: 10_000 });
  lab.buildAll();
  await lab.ask(reconcile);
  let heard = 0;
  lab.onParameter = (region, name) => {
    const event = { 'source': 'aws.ssm', 'detail-type': 'Parameter Store Change', 'detail': { operation: 'Update', name } };
    if (region === HOME) lab.timeline.after(1000, () => { heard++; void lab.invoke(event, 'operate'); });
  };
  await lab.ask(promote);
  await lab.pass(3600);
  expect(heard).toBeLessThan(30);
  expect(values(lab)).toEqual(imagesOf(lab, '1.0.1-2'));
  const before = heard;
  lab.store.put({ account: '111111111111', region: HOME, name: '/golden/web/arm64/canary', value: 'ami-0123456789abcdef0', tags: {}, dataType: 'aws:ec2:image' });
  lab.onParameter(HOME, '/golden/web/arm64/canary', 'ami-0123456789abcdef0');
  await lab.pass(60);
  expect(values(lab)).toEqual(imagesOf(lab, '1.0.1-2'));
  expect(heard - before).toBeLessThan(30);
});
