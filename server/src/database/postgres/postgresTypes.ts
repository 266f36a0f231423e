/** Types in pg_type, whose numbers are part of the protocol. */
export const oids = {
  bool: 16,
  int8: 20,
  int2: 21,
  int4: 23,
  float4: 700,
  float8: 701,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  money: 790,
  numeric: 1700,
  text: 25,
  varchar: 1043,
} as const
