import barcodes from 'bwip-js';
import { must } from '../domain/errors.ts';

/** A QR code as dark and light squares, `side` of them in each row, without its quiet zone. */
export interface QrCode {
  side: number;
  squares: readonly number[];
}

/** With the usual medium correction: a fold or a stamp may cover a seventh of it. */
export function qrCode(text: string): QrCode {
  const [drawn] = barcodes.raw({ bcid: 'qrcode', text });
  const code = must(drawn, 'QR code');
  if (!('pixs' in code)) throw new Error('the QR code came without its squares');
  return { side: code.pixx, squares: code.pixs };
}

/** A Code 128 as widths in modules, bar and space in turn, without its quiet zones. */
export function code128(text: string): readonly number[] {
  const [drawn] = barcodes.raw({ bcid: 'code128', text });
  const code = must(drawn, 'Code 128');
  if (!('sbs' in code)) throw new Error('the Code 128 came without its bars');
  return code.sbs;
}
