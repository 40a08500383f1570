/** Why an image cannot be trusted: its depth looks plausible and means nothing. */
export const unusableReasons = {
  'too dark': 'the image is black, or close to it',
  flat: 'the image shows no edges, as with a covered lens or a gray image',
  frozen: 'the camera has sent the same bytes for too long',
} as const

export type UnusableReason = keyof typeof unusableReasons

export const unusableReasonNames = Object.keys(unusableReasons) as readonly UnusableReason[]
