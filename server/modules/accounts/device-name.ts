const programs: [RegExp, string][] = [
  [/MicroMessenger/, '微信'],
  [/DingTalk/, '钉钉'],
  [/wxwork/i, '企业微信'],
  [/Edg\//, 'Edge 浏览器'],
  [/QQBrowser/, 'QQ 浏览器'],
  [/Firefox\//, 'Firefox 浏览器'],
  [/Chrome\//, 'Chrome 浏览器'],
  [/Safari\//, 'Safari 浏览器'],
]

const systems: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, '鸿蒙设备'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/Android/, '安卓手机'],
  [/Windows/, 'Windows 电脑'],
  [/Mac OS X/, 'Mac 电脑'],
  [/Linux/, 'Linux 电脑'],
]

const first = (list: [RegExp, string][], text: string) => list.find(([sign]) => sign.test(text))?.[1]

/** Chrome 浏览器（Windows 电脑）: enough for a person to know the own devices. */
export function nameDevice(userAgent: string): string {
  const program = first(programs, userAgent)
  const system = first(systems, userAgent)
  if (!program) return system ?? '未知设备'
  return system ? `${program}（${system}）` : program
}
