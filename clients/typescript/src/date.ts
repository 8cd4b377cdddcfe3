import { create } from "@bufbuild/protobuf";
import { type Date as CivilDate, DateSchema } from "../gen/google/type/date_pb.js";

/** A civil date of the contract from `2026-05-25`. Throws a RangeError for what is no day of the calendar. */
export function civilDate(iso: string): CivilDate {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(iso);
  const [year, month, day] = (match ?? []).slice(1).map(Number);
  if (year === undefined || month === undefined || day === undefined || !isDay(year, month, day)) {
    throw new RangeError(`'${iso}' is no day of the calendar, written like 2026-05-25.`);
  }
  return create(DateSchema, { year, month, day });
}

/** The same day as `2026-05-25`. Throws a RangeError when a part is missing, or for 30 February. */
export function isoDate(date: Pick<CivilDate, "year" | "month" | "day">): string {
  if (!isDay(date.year, date.month, date.day)) {
    throw new RangeError(`Year ${date.year}, month ${date.month}, day ${date.day} is no day of the calendar.`);
  }
  return `${String(date.year).padStart(4, "0")}-${String(date.month).padStart(2, "0")}-${String(date.day).padStart(2, "0")}`;
}

function isDay(year: number, month: number, day: number): boolean {
  const at = new Date(Date.UTC(2000, 0, 1));
  at.setUTCFullYear(year, month - 1, day);
  return year >= 1 && year <= 9999 && at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
}
