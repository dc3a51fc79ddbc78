import { ComponentDocument, ComponentStep } from './awstoe/component-document';
import { REGISTRY } from './baseline-windows-settings';

const script = (name: string, ...lines: string[]): ComponentStep => ({
  name, action: 'ExecutePowerShell', inputs: { commands: [['$ErrorActionPreference = \'Stop\'', ...lines].join('\n')] },
});

const TABLE = `$settings = @'
${REGISTRY.map(({ path, name, kind, value }) => [path, name, kind, value].join('|')).join('\n')}
'@ -split "\\r?\\n" | ForEach-Object { , ($_ -split '\\|') }`;

/** The account is found by its number, because its name is in the language of the system. */
const GUEST = 'Get-LocalUser | Where-Object { $_.SID.Value -like \'S-1-5-21-*-501\' }';

/** The library's own hardening for Windows: settings that take no feature away which a server of today needs, and can be proven. */
export const WINDOWS_BASELINE: ComponentDocument = {
  description: 'Hardens what every image has: SMB, TLS, name resolution, remote desktop, credentials, firewall. Proves each setting.',
  schemaVersion: '1.0',
  phases: [
    {
      name: 'build',
      steps: [
        script('registry', TABLE, `foreach ($setting in $settings) {
  $path, $name, $kind, $value = $setting
  if (-not (Test-Path -LiteralPath $path)) { New-Item -Path $path -Force | Out-Null }
  New-ItemProperty -LiteralPath $path -Name $name -PropertyType $kind -Value $value -Force | Out-Null
}`),
        script('smb', `if (Get-WindowsOptionalFeature -Online -FeatureName SMB1Protocol | Where-Object State -eq 'Enabled') {
  Disable-WindowsOptionalFeature -Online -FeatureName SMB1Protocol -NoRestart | Out-Null
}`),
        script('guest', `${GUEST} | Disable-LocalUser`),
        script('firewall', 'Set-NetFirewallProfile -All -Enabled True'),
      ],
    },
    {
      name: 'validate',
      steps: [
        script('registry', TABLE, `$wrong = foreach ($setting in $settings) {
  $path, $name, $kind, $value = $setting
  $actual = (Get-ItemProperty -LiteralPath $path -Name $name -ErrorAction SilentlyContinue).$name
  if ("$actual" -ne $value) { "$path\\$name is '$actual', not '$value'" }
}
if ($wrong) { $wrong; exit 1 }`),
        script('guest', `if (${GUEST} | Where-Object Enabled) { 'the guest account is enabled'; exit 1 }`),
        script('firewall', `if (Get-NetFirewallProfile -All | Where-Object { "$($_.Enabled)" -ne 'True' }) {
  'a profile of the firewall is off'
  exit 1
}`),
      ],
    },
  ],
};
