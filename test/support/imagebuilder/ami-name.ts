/** An AMI's name, with the variables of Image Builder in it resolved. Colons and slashes do not go into names as they are. */
export function amiName(template: string, { buildDate, buildVersion }: { readonly buildDate: string; readonly buildVersion: string }): string {
  const values: Readonly<Record<string, string>> = { buildDate: buildDate.replaceAll(':', '-'), buildVersion: buildVersion.replace('/', '-') };
  return template.replace(/\{\{ *imagebuilder:(\w+) *\}\}/g, (whole, name: string) => values[name] ?? whole);
}
