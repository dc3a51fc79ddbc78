# Removes what must not be in an image: the last step of a build on Windows, before Sysprep. Runs as an administrator, can run again.
param([string] $Root = '', [string[]] $Remove = @(), [string[]] $Allow = @(), [switch] $KeepHistories)
. "$PSScriptRoot\places.ps1"

# Overwrites and removes a file. A snapshot has the blocks of removed files too.
function Remove-File($file) {
  if (Test-Kept $file.FullName) { return }
  $file.Attributes = [IO.FileAttributes]::Normal
  $stream = [IO.File]::Open($file.FullName, 'Open', 'Write', 'None')
  try {
    $zeros = New-Object byte[] 65536
    for ($left = $stream.Length; $left -gt 0; $left -= $zeros.Length) { $stream.Write($zeros, 0, [Math]::Min($left, $zeros.Length)) }
    $stream.Flush($true)
  } finally { $stream.Dispose() }
  [IO.File]::Delete($file.FullName)
}

# Removes what is in a folder, then the folder. A link is removed itself; what it points to is not entered.
function Remove-Tree($item) {
  if (Test-Link $item) {
    if (Test-Kept $item.FullName) { return }
    if ($item.PSIsContainer) { [IO.Directory]::Delete($item.FullName) } else { [IO.File]::Delete($item.FullName) }
  } elseif ($item.PSIsContainer) {
    Get-ChildItem -LiteralPath $item.FullName -Force | ForEach-Object { Remove-Tree $_ }
    if (-not (Get-ChildItem -LiteralPath $item.FullName -Force) -and -not (Test-Kept $item.FullName)) { [IO.Directory]::Delete($item.FullName) }
  } else { Remove-File $item }
}

# A file that a service has open cannot be removed: the verifier tells whether that matters.
function Remove-Finding([string] $kind, $item) {
  $shown = Get-Shown $item.FullName
  try { Remove-Tree $item } catch { Write-Output "left alone [$kind] $shown"; return }
  if (-not (Test-Path -LiteralPath $item.FullName)) { Write-Output "removed [$kind] $shown" }
}

function Remove-Places([string] $folder, $places) {
  foreach ($line in $places) {
    foreach ($glob in $line[1..($line.Length - 1)]) { Find-Place $folder $glob | ForEach-Object { Remove-Finding $line[0] $_ } }
  }
}

foreach ($folder in $homes) {
  Remove-Places $folder $inHomes
  if (-not $KeepHistories) {
    Remove-Places $folder $historiesInHomes
    Remove-Places $folder @(, @('temporary-file', 'AppData\Local\Temp\*'))
  }
}
Remove-Places "$drive\" $inSystem
Remove-Places "$drive\" @(
  , @('log', 'ProgramData\Amazon\EC2Launch\log\*', 'ProgramData\Amazon\EC2-Windows\Launch\Log\*', 'Windows\Logs\CBS\*.log', 'inetpub\logs\LogFiles\*')
)

# What was asked for, by glob. The way to it is walked, so that nothing is removed behind a link.
function Remove-Matching($folder, [string] $expression) {
  foreach ($item in @(Get-ChildItem -LiteralPath $folder -Force -ErrorAction SilentlyContinue)) {
    if ((Get-Shown $item.FullName).Replace('\', '/') -match $expression) { Remove-Finding 'asked-for' $item }
    elseif ($item.PSIsContainer -and -not (Test-Link $item)) { Remove-Matching $item.FullName $expression }
  }
}
foreach ($glob in $Remove) { Remove-Matching "$drive\" (ConvertTo-Expression $glob) }

# What is no file.
if (-not $Root) {
  $winlogon = 'HKLM:\SOFTWARE\Microsoft\Windows NT\CurrentVersion\Winlogon'
  foreach ($name in 'DefaultPassword', 'AutoAdminLogon') { Remove-ItemProperty -Path $winlogon -Name $name -ErrorAction SilentlyContinue }
  cmdkey /list | ForEach-Object { if ($_ -match 'target=(.+)$') { cmdkey "/delete:$($Matches[1].Trim())" | Out-Null } }
  foreach ($store in 'Cert:\LocalMachine\My', 'Cert:\LocalMachine\Remote Desktop') {
    Get-ChildItem -Path $store -ErrorAction SilentlyContinue |
      Where-Object { $_.HasPrivateKey -and $_.Subject -eq $_.Issuer -and -not (Test-Kept "$store\$($_.Thumbprint)") } |
      Remove-Item -DeleteKey -ErrorAction SilentlyContinue
  }
  if (-not $KeepHistories) { wevtutil el | ForEach-Object { wevtutil cl "$_" 2>&1 | Out-Null } }
}
Write-Output 'SANITIZED'
exit 0
