import { logToConsole } from '../../src/runtime/log';

test('a decision is one line of JSON', () => {
  const written = jest.spyOn(console, 'log').mockImplementation();
  logToConsole({ decided: 'fail', because: 'two\nlines' });
  expect(written.mock.calls).toEqual([['{"decided":"fail","because":"two\\nlines"}']]);
  written.mockRestore();
});
