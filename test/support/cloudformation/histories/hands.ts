import { CancelImageLaunchPermissionCommand, EC2Client, ModifyImageAttributeCommand, ModifySnapshotAttributeCommand } from '@aws-sdk/client-ec2';
import { Counters } from './counters';
import { Ec2World } from './ec2-world';
import { Page, SharingBook } from './sharing-book';
import { Hand } from './sharing-plan';
import { FIRST, ORGANIZATION, SECOND, STRANGER, THIRD } from './sharings';
import { HOME } from '../cloud';

const PRINCIPALS = [FIRST, SECOND, THIRD, STRANGER, ORGANIZATION];

/** People, who change by hand what templates share. */
export class Hands {
  constructor(private readonly world: Ec2World, private readonly book: SharingBook, private readonly counters: Counters) {}

  public async act({ what, pick, to }: Hand): Promise<void> {
    // Images rather than the snapshots behind them, of which there are more.
    const pages = this.book.pages().filter(({ of }) => of.kind === 'image' || pick % 2 === 0);
    const page = pages[pick % Math.max(pages.length, 1)];
    if (!page) return;
    this.counters.count(`by hand: ${what}`);
    const { id, kind } = page.of;
    // Snapshots know no organizations.
    const principal = kind === 'image' ? PRINCIPALS[to % PRINCIPALS.length] : PRINCIPALS[to % 4];
    switch (what) {
      case 'granted': return this.change(page, 'Add', principal);
      case 'revoked': return this.change(page, 'Remove', principal);
      case 'given back': return kind === 'image' && !principal.startsWith('arn:') ? this.giveBack(page, principal) : undefined;
      case 'image taken away': return kind === 'image' ? this.world.deregister(id, pick % 2 === 0) : undefined;
    }
  }

  private async change({ of: { id, kind } }: Page, how: 'Add' | 'Remove', principal: string): Promise<void> {
    const change = { [how]: [principal.startsWith('arn:') ? { OrganizationArn: principal } : { UserId: principal }] };
    await this.attempt(id, HOME.accountId, ec2 => (kind === 'image'
      ? ec2.send(new ModifyImageAttributeCommand({ ImageId: id, LaunchPermission: change }))
      : ec2.send(new ModifySnapshotAttributeCommand({ SnapshotId: id, Attribute: 'createVolumePermission', CreateVolumePermission: change }))));
  }

  /** As the other account does it. */
  private async giveBack({ of: { id } }: Page, account: string): Promise<void> {
    await this.attempt(id, account, ec2 => ec2.send(new CancelImageLaunchPermissionCommand({ ImageId: id })));
  }

  /** EC2 may refuse: the image is gone, or was never shared. */
  private async attempt(id: string, account: string, send: (ec2: Pick<EC2Client, 'send'>) => Promise<unknown>): Promise<void> {
    const { simulator } = this.world;
    const images = simulator.images().map(each => [each.imageId, each.region]);
    const found = [...images, ...simulator.snapshots().map(each => [each.snapshotId, each.region])]
      .find(([each]) => each === id);
    if (found) await send(simulator.ec2(account, found[1], { principal: `arn:aws:iam::${account}:user/someone` })).catch(() => undefined);
  }
}
