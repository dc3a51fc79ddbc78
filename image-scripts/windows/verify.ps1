# Fails when a secret is left in an image. One line for each finding, with its kind and its path, never with the secret.
# `validate` is the last of a build. `test` is a fresh instance, which has made keys of its own: what is older than its start came with the image.
param([string] $Root = '', [string] $Phase = 'validate', [string[]] $Allow = @(), [string[]] $Forbid = @(), [switch] $KeepHistories)
. "$PSScriptRoot\places.ps1"
$reported = @{}

# Ten minutes, because Windows starts again while it makes itself its own.
$since = [DateTime]::MaxValue
if ($Phase -eq 'test' -and -not $Root) { $since = (Get-CimInstance Win32_OperatingSystem).LastBootUpTime.AddMinutes(-10) }

function Write-Finding([string] $kind, [string] $path) {
  $line = "SECRET-LEFT [$kind] $(Get-Shown $path)"
  if ($reported.ContainsKey($line) -or (Test-Kept $path)) { return }
  $reported[$line] = $true
  Write-Output $line
}

function Write-Places([string] $folder, $places) {
  foreach ($line in $places) {
    foreach ($glob in $line[1..($line.Length - 1)]) {
      Find-Place $folder $glob | Where-Object { $_.LastWriteTime -lt $since -and ($_.PSIsContainer -or $_.Length -gt 0) } |
        ForEach-Object { Write-Finding $line[0] $_.FullName }
    }
  }
}

foreach ($folder in $homes) {
  Write-Places $folder $inHomes
  if (-not $KeepHistories) { Write-Places $folder $historiesInHomes }
}
Write-Places "$drive\" $inSystem
Write-Places "$drive\" @(
  @('ssm-hybrid-registration', 'ProgramData\Amazon\SSM\Vault\Store\RegistrationKey'),
  @('codedeploy-credentials', 'ProgramData\Amazon\CodeDeploy\conf.onpremises.yml')
)

if (-not $Root) {
  $winlogon = Get-ItemProperty -Path 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
  if ($winlogon.PSObject.Properties.Name -contains 'DefaultPassword') { Write-Finding 'logon-password' "$($winlogon.PSPath)\DefaultPassword" }
  Get-ChildItem -Path 'Cert:\LocalMachine\My' | Where-Object { $_.HasPrivateKey -and $_.NotBefore -lt $since } |
    ForEach-Object { Write-Finding 'certificate-key' "Cert:\LocalMachine\My\$($_.Thumbprint)" }
}

# A kind, and what it looks like on a line.
$inFiles = [ordered] @{
  'aws-key-id' = '(?<![A-Za-z0-9+/_=-])(AKIA|ASIA)(?![A-Z0-9]{9}EXAMPLE)[A-Z0-9]{16}(?![A-Za-z0-9+/_=-])'
  'aws-secret-key' = '(?i:secret_?(access)?_?key)["''\s\\]*[=:,]["''\s\\]*(?![A-Za-z0-9/+]{30}EXAMPLEKEY)[A-Za-z0-9/+]{40}(?![A-Za-z0-9+/=])'
  'aws-session-token' = '(?i:session_?token)["''\s\\]*[=:]["''\s\\]*[A-Za-z0-9+/=]{150}'
  'private-key' = 'BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?[ ]?----'
  'putty-private-key' = '^PuTTY-User-Key-File-[0-9]+:\s'
  'github-token' = '(?<![A-Za-z0-9_+/-])(gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{22})'
  'gitlab-token' = '(?<![A-Za-z0-9_+/-])gl(pat|dt|rt|cbt|ptt|ft|soat)-[A-Za-z0-9_-]{20}'
  'slack-token' = '(?<![A-Za-z0-9_+/-])xox[abeoprs]-[A-Za-z0-9-]{10}'
  'vault-token' = '(?<![A-Za-z0-9_+/-])hv[sbr]\.[A-Za-z0-9_-]{24}'
  'npm-token' = '(?<![A-Za-z0-9_+/-])npm_[A-Za-z0-9]{36}(?![A-Za-z0-9_-])'
  'pypi-token' = '(?<![A-Za-z0-9_+/-])pypi-AgE[A-Za-z0-9_-]{50}'
  'stripe-key' = '(?<![A-Za-z0-9_+/-])[sr]k_live_[A-Za-z0-9]{20}'
  'google-api-key' = '(?<![A-Za-z0-9_+/-])AIza[0-9A-Za-z_-]{35}(?![A-Za-z0-9_-])'
  'google-service-account' = '"private_key_id"\s*:\s*"[a-f0-9]{40}"'
  'azure-storage-key' = 'AccountKey=[A-Za-z0-9+/]{86}=='
  'sendgrid-key' = '(?<![A-Za-z0-9_+/-])SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}'
  'jwt' = '(?<![A-Za-z0-9_+/-])eyJ[A-Za-z0-9_-]{17,}\.eyJ[A-Za-z0-9_-]{17,}\.[A-Za-z0-9_-]{20}'
  'answer-password' = '<(AdministratorPassword|Password)>.*<Value>(?!\*SENSITIVE)[^<]+</Value>'
  'connection-password' = '(?i)(password|pwd)\s*=\s*[^;"''\s{$%]{6,}\s*;.*(server|data source)\s*='
}
$forNobody = 'private-key', 'jwt', 'google-api-key', 'google-service-account', 'azure-storage-key'
$dependencies = '[\\/](node_modules|site-packages|dist-packages|gems)[\\/]'

# The folders that people and installers write to: what Windows itself brought lies elsewhere. Links are not followed.
function Find-File([string] $folder) {
  foreach ($item in @(Get-ChildItem -LiteralPath $folder -Force -ErrorAction SilentlyContinue -ErrorVariable unread)) {
    if (Test-Link $item) { continue }
    if ($item.PSIsContainer) { Find-File $item.FullName } elseif ($item.Length -gt 0 -and $item.LastWriteTime -lt $since) { $item }
  }
  foreach ($problem in $unread) { [void] $unreadable.Add([string] $problem.TargetObject) }
}
$unreadable = New-Object Collections.ArrayList
$elsewhere = 'Windows', 'Program Files', 'Program Files (x86)', 'System Volume Information', '$Recycle.Bin', 'Recovery'
$files = @(Get-ChildItem -LiteralPath "$drive\" -Force -Directory | Where-Object { $_.Name -notin $elsewhere -and -not (Test-Link $_) } |
  ForEach-Object { Find-File $_.FullName })
$within = 'Windows\Temp', 'Windows\Panther', 'Windows\System32\Sysprep', 'Windows\System32\config\systemprofile'
$within += 'Windows\ServiceProfiles', 'Program Files\Amazon'
$files += @($within | Where-Object { Test-Path -LiteralPath "$drive\$_" } | ForEach-Object { Find-File "$drive\$_" })

$keystores = '.p12', '.pfx', '.jks', '.kdbx', '.ppk', '.tfstate'
$everything = ($inFiles.Values | ForEach-Object { "(?:$_)" }) -join '|'
foreach ($file in $files) {
  if ($file.Extension -in $keystores -and $file.FullName -notmatch $dependencies) { Write-Finding 'keystore' $file.FullName }
  try {
    # Text only, and so much of it: a file that begins like a program is none.
    $stream = [IO.File]::Open($file.FullName, 'Open', 'Read', 'ReadWrite')
    try { $start = New-Object byte[] 4096; $read = $stream.Read($start, 0, 4096) } finally { $stream.Dispose() }
    $wide = $read -gt 1 -and (($start[0] -eq 0xFF -and $start[1] -eq 0xFE) -or ($start[0] -eq 0xFE -and $start[1] -eq 0xFF))
    if (-not $wide -and [Array]::IndexOf($start, [byte] 0, 0, $read) -ge 0) { continue }
    if (-not (Select-String -LiteralPath $file.FullName -Pattern $everything -CaseSensitive -List) -and -not $Forbid) { continue }
    foreach ($kind in $inFiles.Keys) {
      if ($kind -in $forNobody -and $file.FullName -match $dependencies) { continue }
      if (Select-String -LiteralPath $file.FullName -Pattern $inFiles[$kind] -CaseSensitive -List) { Write-Finding $kind $file.FullName }
    }
    for ($at = 0; $at -lt $Forbid.Length; $at++) {
      if (-not (Select-String -LiteralPath $file.FullName -Pattern $Forbid[$at] -CaseSensitive -List)) { continue }
      Write-Finding "forbidden-pattern-$($at + 1)" $file.FullName
    }
  } catch { [void] $unreadable.Add($file.FullName) }
}
# What could not be read is a finding too, unless it is gone.
foreach ($path in $unreadable) {
  if (-not (Test-Path -LiteralPath $path) -or (Test-Kept $path)) { continue }
  $reported["NOT-READ $path"] = $true
  Write-Output "NOT-READ $(Get-Shown $path)"
}

if ($reported.Count -gt 0) {
  Write-Output "VERIFY FAILED: $($reported.Count) findings in $($files.Count) files"
  exit 1
}
Write-Output "VERIFY OK: nothing found in $($files.Count) files"
exit 0
