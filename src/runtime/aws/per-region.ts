/** Makes what a Region needs when it is first needed, and once: a client keeps its connections, and most stacks know one Region. */
export function perRegion<Made>(make: (region: string) => Made): (region: string) => Made {
  const made = new Map<string, Made>();
  return region => {
    const known = made.get(region) ?? make(region);
    made.set(region, known);
    return known;
  };
}
