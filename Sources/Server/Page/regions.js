// Regions of the map: equal shares of the hashes, whose entries and slots a frame counts exactly.

/** The regions of a frame: [{segments, settled, entries, slots, load}]; none where it does not count them. */
export function regionsOf(frame) {
  const { segments, settled, entries, slots } = frame?.regions ?? {};
  if (![segments, settled, entries, slots].every((column) => Array.isArray(column) && column.length === segments.length)) return [];
  return segments.map((number, place) => ({
    segments: number, settled: settled[place], entries: entries[place], slots: slots[place],
    load: slots[place] > 0 ? entries[place] / slots[place] : 0,
  }));
}

/** The share of all hashes a region has, in words; `regions` of them are equal shares. */
export function regionName(place, regions) {
  return regions === 1 ? 'the whole map' : `region ${place + 1} of ${regions}`;
}
