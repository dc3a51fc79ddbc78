import { BuildWatch, pause } from './build-watch';
import { Factory, FAR_REGION } from './factory';
import { BuildFacts, StepFacts } from './facts';
import { HOME } from '../../../test/support/cloudformation/cloud';
import { Image } from '../../../test/support/imagebuilder/resources';
import { EndedElsewhere } from '../life';
import { News, Task, Watcher } from '../place';

/** Put together here, so that no file of the project holds what looks like a key of somebody's. */
const SECRET = ['AKIA', 'QWERTZUIOPASDFGH'].join('');
const FORGOTTEN = '/opt/app/settings.ini';

/** From the first deployment of the pipeline over a build that passes and one that does not to its end. */
export class PipelineLife {
  public readonly steps: StepFacts[] = [];
  public readonly builds: BuildFacts[] = [];
  public readonly problems: string[] = [];
  private firstBuild?: Promise<BuildWatch>;

  constructor(private readonly factory: Factory, private readonly stop: AbortSignal) {}

  public tasks(): Task[] {
    const { factory } = this;
    return [
      { title: 'cdk bootstrap', run: async watcher => { await factory.bootstrap(); watcher.status(`done, and a key for copies is in ${FAR_REGION}`); } },
      this.operation('Deploy', 'CREATE_COMPLETE', tell => this.deploy(tell), () => 'the pipeline is there, and its first build has begun'),
      this.build('First build', 'AVAILABLE', () => this.firstBuild!, image => this.lookAtPassed(image)),
      this.build(`Second build, in which an installer leaves an access key in ${FORGOTTEN}`, 'FAILED', () => this.second(), image => this.lookAtFailed(image)),
      this.operation('Destroy', 'DELETE_COMPLETE', tell => factory.destroy(tell), () => 'the pipeline is gone, and its images stay'),
    ];
  }

  private operation(title: string, ends: string, run: (tell: (news: News) => void) => Promise<string>, look: () => string): Task {
    return this.step(title, ends, async watcher => {
      const began = this.factory.cloud.clock.now();
      const status = await run(({ status: now }) => watcher.status(now));
      const reason = status === ends ? undefined : await this.factory.stack.firstFailure();
      return { status, minutes: (this.factory.cloud.clock.now() - began) / 60_000, look: async () => look(), reason };
    });
  }

  private build(title: string, ends: string, start: () => Promise<BuildWatch>, look: (image: Image) => Promise<string>): Task {
    return this.step(title, ends, async watcher => {
      const watch = await start();
      const { image } = watch;
      await watch.show(watcher);
      const named = (await this.factory.distributed(image)).filter(({ isCandidate }) => isCandidate);
      for (const { region, imageId } of named) watcher.line(watch.lineOfEnd(`${this.factory.parameterName} in ${region} is ${imageId}`));
      return { status: image.state.status, minutes: watch.minutes, look: () => look(image), reason: image.state.reason };
    });
  }

  /** Throws when something ends elsewhere than it must: then the life cannot go on. */
  private step(title: string, ends: string, run: (watcher: Watcher) => Promise<Ending>): Task {
    return {
      title,
      run: async watcher => {
        const { status, minutes, look, reason } = await run(watcher);
        const asExpected = status === ends;
        watcher.status(`${status} after ${minutes.toFixed(1)} minutes${asExpected && status === 'FAILED' ? ', as it should' : ''}`);
        const outcome = asExpected ? await look() : this.wrong(`${title} ended in ${status}, not in ${ends}: ${reason ?? 'no reason given'}`);
        this.steps.push({ title, status, minutes: Number(minutes.toFixed(1)), outcome });
        if (!asExpected) throw new EndedElsewhere(outcome);
      },
    };
  }

  /** The deployment starts it, and may well go on when it is through. */
  private deploy(tell: (news: News) => void): Promise<string> {
    this.firstBuild = this.watchFirst();
    this.firstBuild.catch(() => undefined);
    return this.factory.deploy(tell);
  }

  private async watchFirst(): Promise<BuildWatch> {
    while (!this.factory.newestBuild) {
      this.stop.throwIfAborted();
      await pause();
    }
    return this.watch(this.factory.newestBuild);
  }

  private async second(): Promise<BuildWatch> {
    const { name } = this.factory.newestBuild!;
    this.factory.cloud.instances.leave({ name, file: FORGOTTEN.slice(1), content: `access_key = ${SECRET}\n` });
    return this.watch(this.factory.startBuild());
  }

  private watch(image: Image): BuildWatch {
    return new BuildWatch(this.factory.cloud, image, this.stop);
  }

  private async lookAtPassed(image: Image): Promise<string> {
    const { images } = await this.note(image);
    const regions = images.map(({ region }) => region);
    for (const { region, imageId, keyArn, isCandidate } of images) {
      if (!keyArn?.includes(`:${region}:`)) this.wrong(`${imageId} is not encrypted under a key of ${region}, but ${keyArn ?? 'in plain text'}`);
      if (!isCandidate) this.wrong(`${this.factory.parameterName} in ${region} does not name ${imageId}`);
    }
    if (regions.join() !== [HOME.region, FAR_REGION].join()) this.wrong(`the image is in ${regions.join(' and ')}`);
    return `encrypted images in ${regions.join(' and ')}, named by ${this.factory.parameterName} in both`;
  }

  private async lookAtFailed(image: Image): Promise<string> {
    const { findings, images } = await this.note(image);
    const said = this.factory.cloud.instances.lines.map(({ line }) => line).join('\n');
    const passed = this.builds[0].images.map(({ imageId }) => imageId).join();
    if (!findings.some(finding => finding.includes(FORGOTTEN))) this.wrong(`the verifier does not name ${FORGOTTEN}`);
    if (said.includes(SECRET)) this.wrong('the verifier prints the secret');
    if (images.length > 0) this.wrong(`a build that failed made ${images.map(({ imageId }) => imageId).join(', ')}`);
    if ((await this.factory.candidates()).join() !== passed) this.wrong('the candidates are not what they were');
    return `the verifier names ${FORGOTTEN}, and not the secret; no image came of it, and the candidates are what they were`;
  }

  private async note(image: Image): Promise<BuildFacts> {
    const findings = this.factory.cloud.instances.lines.filter(({ image: of, line }) => of === image.arn && line.startsWith('SECRET-LEFT')).map(({ line }) => line);
    const facts = { release: `${image.name} ${image.version}`, status: image.state.status, findings, images: await this.factory.distributed(image) };
    this.builds.push(facts);
    return facts;
  }

  private wrong(problem: string): string {
    this.problems.push(problem);
    return problem;
  }
}

interface Ending {
  readonly status: string;
  readonly minutes: number;
  readonly reason?: string;
  look(): Promise<string>;
}
