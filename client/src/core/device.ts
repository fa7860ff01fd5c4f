/** Settings of the phone itself: who was here last, in which language. */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import { closing } from "./db";

interface DeviceShape extends DBSchema {
  settings: { key: string; value: unknown };
}

let device: Promise<IDBPDatabase<DeviceShape>> | undefined;
const forgetDevice = () => {
  device = undefined;
};

/** It stays open: the application asks it for five settings before it shows anything. */
function openDevice(): Promise<IDBPDatabase<DeviceShape>> {
  if (device) return device;
  device = openDB<DeviceShape>("daytripper-device", 1, {
    upgrade: (database) => void database.createObjectStore("settings"),
    blocking: (...change) => {
      closing(...change);
      forgetDevice();
    },
    terminated: forgetDevice,
  });
  device.catch(forgetDevice);
  return device;
}

export async function deviceSetting<T>(name: string): Promise<T | undefined> {
  return (await (await openDevice()).get("settings", name)) as T | undefined;
}

export async function keepDeviceSetting(name: string, value: unknown): Promise<void> {
  const database = await openDevice();
  if (value === undefined) await database.delete("settings", name);
  else await database.put("settings", value, name);
}

/** « Ce n’est pas mon téléphone »: nothing of the person outlives the browser here. */
export const isShared = async (): Promise<boolean> => Boolean(await deviceSetting<boolean>("shared"));
