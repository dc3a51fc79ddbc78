import { setAlarm } from '../../../src/runtime/cloudformation/alarm';

beforeEach(() => { jest.useFakeTimers(); });
afterEach(() => { jest.useRealTimers(); });

test('an alarm rings when its time has come, and not before', async () => {
  const rung = jest.fn();
  void setAlarm(1000).rings.then(rung);
  await jest.advanceTimersByTimeAsync(999);
  expect(rung).not.toHaveBeenCalled();
  await jest.advanceTimersByTimeAsync(1);
  expect(rung).toHaveBeenCalledTimes(1);
});

test('a cancelled alarm never rings, and keeps no process alive', async () => {
  const rung = jest.fn();
  const alarm = setAlarm(1000);
  void alarm.rings.then(rung);
  alarm.cancel();
  expect(jest.getTimerCount()).toBe(0);
  await jest.advanceTimersByTimeAsync(10_000);
  expect(rung).not.toHaveBeenCalled();
});

test('an alarm can be cancelled after it rang', async () => {
  const alarm = setAlarm(1);
  await jest.advanceTimersByTimeAsync(1);
  await alarm.rings;
  expect(() => alarm.cancel()).not.toThrow();
});
