/** Where the phone is, how sure it is, and where that lies from the before photo. */

export interface Fix {
  lat: number;
  lon: number;
  accuracy_m: number;
  heading: number | null;
  at: number;
}

export type Reading = { fix: Fix | null; refused: "denied" | "none" | "" };

const EARTH_M = 6_371_000;
/** The eight winds, from north clockwise, by the names of their words. */
export const WINDS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const;

interface Point {
  lat: number;
  lon: number;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** Metres between two points on the ground (haversine). */
export function distance(one: Point, other: Point): number {
  const lat = radians(other.lat - one.lat);
  const lon = radians(other.lon - one.lon);
  const chord = Math.sin(lat / 2) ** 2 + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * Math.sin(lon / 2) ** 2;
  return 2 * EARTH_M * Math.asin(Math.sqrt(chord));
}

/** The wind in which ``to`` lies from ``from``. */
export function wind(from: Point, to: Point): (typeof WINDS)[number] {
  const lon = radians(to.lon - from.lon);
  const y = Math.sin(lon) * Math.cos(radians(to.lat));
  const x = Math.cos(radians(from.lat)) * Math.sin(radians(to.lat)) - Math.sin(radians(from.lat)) * Math.cos(radians(to.lat)) * Math.cos(lon);
  const turn = ((Math.atan2(y, x) * 180) / Math.PI + 360) % 360;
  return WINDS[Math.round(turn / 45) % 8] ?? "n";
}

/** Watch the place until the returned function is called; each reading goes to ``told``. */
export function watch(told: (reading: Reading) => void): () => void {
  const geo = navigator.geolocation as Geolocation | undefined;
  if (!geo || !isSecureContext) {
    told({ fix: null, refused: "none" });
    return () => undefined;
  }
  const number = geo.watchPosition(
    ({ coords, timestamp }) =>
      told({
        fix: { lat: coords.latitude, lon: coords.longitude, accuracy_m: coords.accuracy, heading: coords.heading, at: timestamp },
        refused: "",
      }),
    (error) => told({ fix: null, refused: error.code === error.PERMISSION_DENIED ? "denied" : "none" }),
    { enableHighAccuracy: true, maximumAge: 30_000, timeout: 20_000 },
  );
  return () => geo.clearWatch(number);
}

/** The place as the API takes it, with its age at ``now`` in seconds. */
export function position(fix: Fix | null, now: number): Record<string, number> | null {
  if (!fix) return null;
  const told: Record<string, number> = {
    lat: fix.lat,
    lon: fix.lon,
    accuracy_m: Math.min(fix.accuracy_m, 1_000_000),
    age_s: Math.min(Math.max(0, Math.round((now - fix.at) / 1000)), 10_000_000),
  };
  if (fix.heading !== null && !Number.isNaN(fix.heading)) told["heading"] = fix.heading;
  return told;
}
