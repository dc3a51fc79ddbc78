import { ssmAgentRuns } from './agents';
import { ComponentDocument } from './awstoe/component-document';
import { BuildTarget, isWindows } from './component-use';
import { GoldenComponent } from '../golden-component';

/** What must hold of a fresh instance of any image. */
export const builtInTests = (target: BuildTarget): GoldenComponent[] => [GoldenComponent._ofDocument('built-in-tests', testDocument(target))];

function testDocument(target: BuildTarget): ComponentDocument {
  const windows = isWindows(target);
  const step = (name: string, script: string) => ({
    name,
    action: windows ? 'ExecutePowerShell' as const : 'ExecuteBash' as const,
    timeoutSeconds: 600,
    inputs: { commands: [`${windows ? '$ErrorActionPreference = \'Stop\'' : 'set -eu'}\n${script}`] },
  });
  return {
    description: 'Tries what must hold of a fresh instance of any image: it has started, the SSM Agent runs, IMDSv1 is refused.',
    schemaVersion: '1.0',
    phases: [{
      name: 'test',
      steps: [
        step('has-started', windows ? WINDOWS_STARTED : LINUX_STARTED),
        step('ssm-agent-runs', ssmAgentRuns(target)),
        step('imdsv1-is-refused', windows ? WINDOWS_IMDS : LINUX_IMDS),
      ],
    }],
  };
}

/** A system with a failed unit is degraded, and has started all the same: which units failed is in the log. */
const LINUX_STARTED = `state=$(systemctl is-system-running --wait || true)
systemctl --failed --no-legend || true
case "$state" in running | degraded) ;; *) echo "the system is $state"; exit 1 ;; esac`;

const WINDOWS_STARTED = `$stopped = Get-Service -Name @('EventLog', 'LanmanServer', 'Winmgmt') | Where-Object { $_.Status -ne 'Running' }
if ($stopped) {
  Write-Output 'a service of the system does not run'
  exit 1
}`;

/** By bash itself, as not every image has curl. With a token it must go, or nothing is proven. */
const LINUX_IMDS = `imds=\${GOLDEN_AMI_IMDS:-169.254.169.254/80}
ask() {
  exec 3<> "/dev/tcp/$imds"
  printf '%s /latest/%s HTTP/1.1\\r\\nHost: metadata\\r\\nConnection: close\\r\\nContent-Length: 0\\r\\n%s\\r\\n' "$1" "$2" "\${3:-}" >&3
  cat <&3
  exec 3>&-
}
token=$(ask PUT api/token $'X-aws-ec2-metadata-token-ttl-seconds: 60\\r\\n' | tail -n 1)
with=$(ask GET meta-data/ "X-aws-ec2-metadata-token: $token"$'\\r\\n' | head -n 1)
without=$(ask GET meta-data/ | head -n 1)
case "$with" in *' 200 '*) ;; *) echo "with a token, the metadata service says $with"; exit 1 ;; esac
case "$without" in *' 401 '*) ;; *) echo "without a token, the metadata service says $without"; exit 1 ;; esac`;

const WINDOWS_IMDS = `$imds = 'http://169.254.169.254/latest'
$token = Invoke-RestMethod -Method Put -Uri "$imds/api/token" -Headers @{ 'X-aws-ec2-metadata-token-ttl-seconds' = '60' }
Invoke-RestMethod -Uri "$imds/meta-data/" -Headers @{ 'X-aws-ec2-metadata-token' = $token } | Out-Null
try { Invoke-RestMethod -Uri "$imds/meta-data/" | Out-Null } catch { $refused = [int]$_.Exception.Response.StatusCode }
if ($refused -ne 401) { "without a token, the metadata service says $refused"; exit 1 }`;
