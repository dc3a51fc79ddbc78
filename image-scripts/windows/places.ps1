# Where secrets live on Windows. sanitize.ps1 and verify.ps1 read this first. For Windows PowerShell 5.1; prints paths, never contents.
$ErrorActionPreference = 'Stop'
$drive = if ($Root) { $Root.TrimEnd('\', '/') } else { $env:SystemDrive }

# A path as users write it in globs: with its drive, and with slashes.
function Get-Shown([string] $path) {
  if ($Root -and $path.StartsWith($drive, [StringComparison]::OrdinalIgnoreCase)) { $path = 'C:' + $path.Substring($drive.Length) }
  return $path -replace '[\r\n]', '?'
}

# A glob as a regular expression: `*` and `?` stay within a name, `**` goes into folders, and a folder stands for all that is in it.
function ConvertTo-Expression([string] $glob) {
  $text = [regex]::Escape($glob.Replace('\', '/'))
  $text = $text.Replace('\*\*/', '(.*/)?').Replace('\*\*', '.*').Replace('\*', '[^/]*').Replace('\?', '[^/]')
  return '^' + $text + '(/.*)?$'
}

$allowed = @($Allow | Where-Object { $_ } | ForEach-Object { ConvertTo-Expression $_ })
function Test-Kept([string] $path) {
  $shown = (Get-Shown $path).Replace('\', '/')
  foreach ($expression in $allowed) { if ($shown -match $expression) { return $true } }
  return $false
}

function Test-Link($item) { return [bool] ($item.Attributes -band [IO.FileAttributes]::ReparsePoint) }

# What a glob finds below a folder. Nothing is looked for behind a link.
function Find-Place([string] $folder, [string] $glob) {
  $found = @(Get-Item -LiteralPath $folder -Force -ErrorAction SilentlyContinue)
  foreach ($name in $glob.Split('\')) {
    $found = @($found | Where-Object { $_.PSIsContainer -and -not (Test-Link $_) } |
      ForEach-Object { Get-ChildItem -LiteralPath $_.FullName -Force -ErrorAction SilentlyContinue } |
      Where-Object { $_.Name -like $name })
  }
  return $found
}

$homes = @(@('Users\*', 'Windows\ServiceProfiles\*', 'Windows\System32\config\systemprofile') |
  ForEach-Object { Find-Place "$drive\" $_ } | Where-Object { $_.PSIsContainer -and -not (Test-Link $_) } | ForEach-Object { $_.FullName })

# Of every home: a kind, and its places. All of it is removed, and all of it is a finding.
$inHomes = @(
  @('aws-credentials', '.aws\*'),
  @('azure-credentials', '.azure\*'),
  @('google-credentials', 'AppData\Roaming\gcloud\*', '.boto'),
  @('kubeconfig', '.kube\*'),
  @('registry-credentials', '.docker\config.json', '.config\containers\auth.json'),
  @('git-credentials', '.git-credentials', '.config\git\credentials', 'AppData\Roaming\GitHub CLI\hosts.yml'),
  @('netrc', '_netrc', '.netrc'),
  @('npm-credentials', '.npmrc', '.yarnrc.yml'),
  @('pypi-credentials', '.pypirc'),
  @('package-credentials', '.cargo\credentials*', '.gem\credentials', 'AppData\Roaming\Composer\auth.json', 'AppData\Roaming\NuGet\NuGet.Config'),
  @('maven-credentials', '.m2\settings*.xml', '.gradle\gradle.properties'),
  @('database-password', '.my.cnf', '.mylogin.cnf', 'AppData\Roaming\postgresql\pgpass.conf', 'AppData\Roaming\MySQL\.mylogin.cnf', '.databrickscfg'),
  @('vault-token', '.vault-token'),
  @('terraform-credentials', 'AppData\Roaming\terraform.d\credentials.tfrc.json', 'AppData\Roaming\terraform.rc', '.pulumi\credentials.json'),
  @('storage-credentials', 'AppData\Roaming\rclone\rclone.conf', '.s3cfg'),
  @('keyring', 'AppData\*\Microsoft\Credentials\*', 'AppData\*\Microsoft\Vault\*\*.vcrd', 'AppData\Roaming\gnupg\private-keys-v1.d\*'),
  @('ssh-private-key', '.ssh\id_*', '.ssh\*.pem', '.ssh\*.ppk'),
  @('login-key', '.ssh\authorized_keys*'),
  @('known-hosts', '.ssh\known_hosts*')
)
$historiesInHomes = @(
  @('history', 'AppData\Roaming\Microsoft\Windows\PowerShell\PSReadLine\*_history.txt', 'AppData\Roaming\Microsoft\Windows\Recent\*'),
  @('history', '.*_history', '.lesshst', '_viminfo')
)

# Of the system: what it makes again by itself, and leftovers. EC2Launch's own answer file, in ProgramData\Amazon, stays: Sysprep needs it.
$inSystem = @(
  @('ssh-host-key', 'ProgramData\ssh\ssh_host_*'),
  @('login-key', 'ProgramData\ssh\administrators_authorized_keys'),
  @('answer-file', 'unattend.xml', 'autounattend.xml', 'Windows\Panther\*unattend*.xml', 'Windows\Panther\Unattend\*.xml'),
  @('answer-file', 'Windows\System32\Sysprep\*unattend*.xml', 'Windows\System32\Sysprep\Panther\*unattend*.xml'),
  @('crash-dump', 'Windows\Minidump\*', 'Windows\MEMORY.DMP', 'ProgramData\Microsoft\Windows\WER\Report*\*'),
  @('container-agent', 'ProgramData\Amazon\ECS\data\*'),
  @('cloudwatch-agent-state', 'ProgramData\Amazon\AmazonCloudWatchAgent\Logs\*')
)
