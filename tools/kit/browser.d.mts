/** The path of a Chrome or Chromium that starts on this machine: CHROME_PATH, a known place, or playwright-core's own. */
export function findBrowser(): Promise<string | undefined>
/** The same, installing one when there is none. Throws a Failure when that can't be. */
export function ensureBrowser(): Promise<string>
/** Where there are no Chinese fonts and they can be installed, installs them: else pictures show boxes. */
export function ensureFonts(): Promise<void>
