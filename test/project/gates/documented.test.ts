import { undocumentedNames } from '../../../scripts/gates/documented';

const docs = { summary: 'Says what it is.' };

test('every kind of public name needs a sentence', () => {
  expect(undocumentedNames({
    types: {
      'cdk-golden-ami.Ami': {
        initializer: { parameters: [{ name: 'scope' }, { name: 'id' }, { name: 'props' }, { name: 'more' }] },
        methods: [{ name: 'imageIdIn', parameters: [{ name: 'region' }] }],
        properties: [{ name: 'imageId' }],
      },
      'cdk-golden-ami.OnTimeout': { docs, members: [{ name: 'FAIL' }] },
    },
  })).toEqual(['Ami', 'Ami.imageId', 'Ami.imageIdIn', 'Ami.constructor(more)', 'Ami.imageIdIn(region)', 'OnTimeout.FAIL']);
});

test('a single word is no sentence', () => {
  expect(undocumentedNames({ types: { 'cdk-golden-ami.Ami': { docs: { summary: 'Ami' } } } })).toEqual(['Ami']);
});

test('nothing is missing where every name has its sentence', () => {
  expect(undocumentedNames({
    types: {
      'cdk-golden-ami.Ami': {
        docs,
        initializer: { parameters: [{ name: 'scope' }] },
        methods: [{ name: 'imageIdIn', docs, parameters: [{ name: 'region', docs }] }],
        properties: [{ name: 'imageId', docs }],
      },
    },
  })).toEqual([]);
});
