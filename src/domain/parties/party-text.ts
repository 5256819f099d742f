/** How sentences tell a party: by the name that people know, and by the id to look it up. */
export function partyText({ id, name }: { id: string; name: string }): string {
  return name === '' || name === id ? id : `${name} (${id})`;
}
