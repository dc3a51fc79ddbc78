import { ShareTarget } from '../../src/sharing/share-target';

test.each<[string, () => ShareTarget, string]>([
  ['an account id is too short', () => ShareTarget.account('1234'), "an account id must have 12 digits, got '1234'"],
  ['an organization has a bare id', () => ShareTarget.organization('o-a1b2c3d4e5'), 'the ARN of an organization must be a full one'],
  ['an organization is a unit', () => ShareTarget.organization('arn:aws:organizations::111111111111:ou/o-a1b2c3d4e5/ou-ab12-11111111'), 'the ARN of an organization'],
  ['a unit has a bare id', () => ShareTarget.organizationalUnit('ou-ab12-11111111'), 'the ARN of an organizational unit must be a full one'],
  ['a unit is a root', () => ShareTarget.organizationalUnit('arn:aws:organizations::111111111111:root/o-a1b2c3d4e5/r-ab12'), 'the ARN of an organizational unit'],
  ['public is not acknowledged', () => ShareTarget.everyone({ acknowledgePublic: false }), 'acknowledgePublic must be true to share with everyone'],
])('fails when %s', (_title, make, sentence) => expect(make).toThrow(sentence));
