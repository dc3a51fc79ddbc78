import { Belongings } from './belongings';
import { ABROAD, ImportedImage } from './model';
import { Ec2Simulator } from '../../ec2/ec2-simulator';
import { Home } from '../native-resources';

/** An image that was there before, by what can be done with it. */
export type ImportKind = 'plain' | 'another' | 'in two Regions' | 'under the key of AWS in one Region';

/** Images that were there before, for a stack to share. Those that an image of parts is made of are others' as well. */
export class Imports {
  private readonly images: { readonly [kind in ImportKind]: readonly ImportedImage[] };

  constructor(simulator: Ec2Simulator, { accountId, region: home }: Home, belongings: Belongings) {
    const seedIn = (region: string) => simulator.seed(accountId, region);
    const image = (region: string, volume: { encrypted?: boolean; kmsKeyId?: string } = {}): ImportedImage => {
      const imageId = seedIn(region).image({ volumes: [volume, { ...volume, device: '/dev/sdf' }] });
      belongings.add(imageId);
      return { region, imageId };
    };
    this.images = {
      'plain': [image(home)],
      'another': [image(home)],
      'in two Regions': [image(home), image(ABROAD, { kmsKeyId: seedIn(ABROAD).key() })],
      'under the key of AWS in one Region': [image(home), image(ABROAD, { encrypted: true })],
    };
  }

  public of(kind: ImportKind): readonly ImportedImage[] {
    return this.images[kind];
  }

  /** What can be made public: nothing that is encrypted. */
  public isPlain(images: unknown): boolean {
    return images === this.images.plain || images === this.images.another;
  }

  public has(imageId: string): boolean {
    return Object.values(this.images).some(images => images.some(each => each.imageId === imageId));
  }
}
